//! The one truth about what is sent: counts of rows, never a guess.

use domain::event::Subject;
use ledger::ClockGrade;
use store::exchange::{QueueCounts, ServerVerdict};
use store::read::{QueueItem, QueueState};
use sync::protocol::RefusedRecord;

use super::dossier;
use crate::error::Answer;
use crate::moment::Moment;
use crate::program::{Line, Program};
use crate::surface::{
    Empty, LastAttemptView, LinePart, LineView, ListSyncQueueView, SyncQueueRow, SyncSentence,
    SyncState, SyncStatusView,
};
use crate::text::sentence;

/// A queue older than this is long offline, µs.
const LONG_OFFLINE: i64 = 24 * 3_600 * 1_000_000;
/// A queue longer than this is long offline.
const LONG_QUEUE: u64 = 50;

/// Says how sending stands.
pub(super) fn get_sync_status(program: &Program, _: Empty) -> Answer<SyncStatusView> {
    let counts = program.read_unlocked(|reader| reader.queue_counts())?;
    let line = program.exchange().line();
    let state = state(&counts, &line, Moment::now());
    let (sending_done, sending_total) = if line.is_running {
        (line.sent, line.sent.saturating_add(counts.here))
    } else {
        (0, 0)
    };
    Ok(SyncStatusView {
        state,
        advice: advice(&counts, &line, state),
        here: counts.here,
        received: counts.received,
        safe: counts.safe,
        quarantined: counts.quarantined,
        last_success_at: counts.last_success_at.map(Moment),
        last_attempt: counts.last_attempt.map(|attempt| LastAttemptView {
            at: Moment(attempt.at),
            ok: attempt.outcome == "ok",
            reason: (attempt.outcome != "ok").then(|| trouble_words(&attempt.outcome)),
        }),
        next_try_seconds: line.next_try_seconds,
        sending_done: u32::try_from(sending_done).unwrap_or(u32::MAX),
        sending_total: u32::try_from(sending_total).unwrap_or(u32::MAX),
        line: parts(&line),
        backup: backup(counts.backup_verified_at),
        alarms: counts.unseen_alarms,
    })
}

fn state(counts: &QueueCounts, line: &Line, now: Moment) -> SyncSentence {
    let waits_long = counts
        .waiting_since
        .is_some_and(|since| now.0.saturating_sub(since) > LONG_OFFLINE);
    if counts.quarantined > 0 {
        SyncSentence::SentBack
    } else if line.is_running && counts.here > 0 {
        SyncSentence::Sending
    } else if counts.here > 0 && (waits_long || counts.here > LONG_QUEUE) {
        SyncSentence::LongOffline
    } else if counts.here > 0 {
        SyncSentence::Waiting
    } else if counts.last_success_at.is_none() {
        SyncSentence::Never
    } else {
        SyncSentence::Ok
    }
}

fn advice(counts: &QueueCounts, line: &Line, state: SyncSentence) -> String {
    if counts.waiting_for_sign_in > 0 {
        return sentence("advice.sign_in", &[]);
    }
    match (&line.trouble, state) {
        (Some(trouble), _) => trouble_words(trouble),
        (None, SyncSentence::Ok) => sentence("advice.ok", &[]),
        (None, _) => sentence("advice.wait", &[]),
    }
}

/// Names a trouble by its code.
pub(super) fn trouble_words(code: &str) -> String {
    sentence(&format!("trouble.{code}"), &[])
}

fn backup(verified_at: Option<i64>) -> String {
    match verified_at.map(Moment) {
        Some(at) => at.civil().format("%H:%M %d/%m").to_string(),
        None => "none".to_owned(),
    }
}

/// What can be told of the line from how the last attempt ended.
fn parts(line: &Line) -> LineView {
    let known = |code: &str, reached: LinePart| match &line.trouble {
        Some(trouble) if trouble == code => LinePart::Fault,
        Some(_) => reached,
        None if line.was_heard => LinePart::Ok,
        None => LinePart::Unknown,
    };
    LineView {
        cable: LinePart::Unknown,
        router: LinePart::Unknown,
        internet: known("captive_portal", LinePart::Unknown),
        server: known("unreachable", LinePart::Unknown),
        clock: match line.clock_grade() {
            ClockGrade::Trusted => LinePart::Ok,
            ClockGrade::Suspect => LinePart::Fault,
            ClockGrade::Unchecked => LinePart::Unknown,
        },
        account: match line.is_account_good() {
            Some(true) => LinePart::Ok,
            Some(false) => LinePart::Fault,
            None => LinePart::Unknown,
        },
    }
}

/// Lists the queue.
pub(super) fn list_sync_queue(program: &Program, _: Empty) -> Answer<ListSyncQueueView> {
    let items = program.read(|reader, viewer| {
        let items = reader.list_queue()?;
        let mut rows = Vec::with_capacity(items.len());
        for item in items {
            let code = match item.subject {
                Some(Subject::Dossier(id)) => {
                    reader.find_row(viewer, id)?.map(|row| row.lookup_code)
                }
                Some(Subject::Handoff(id)) => reader.find_handoff(id)?.map(|row| row.number),
                None => None,
            };
            rows.push((item, code));
        }
        Ok(rows)
    })?;
    let items = items
        .into_iter()
        .map(|(item, code)| {
            let is_in_flight = program.exchange().is_in_flight(item.seq);
            row(item, code, is_in_flight)
        })
        .collect();
    Ok(ListSyncQueueView { items })
}

fn row(item: QueueItem, lookup_code: Option<String>, is_in_flight: bool) -> SyncQueueRow {
    let (state, reason) = match item.state {
        QueueState::Waiting if is_in_flight => (SyncState::Sending, None),
        QueueState::Waiting => (SyncState::Here, None),
        QueueState::WaitingForSignIn => (SyncState::Here, Some(sentence("advice.sign_in", &[]))),
        QueueState::Answered(verdict) => (SyncState::Quarantined, Some(verdict_words(verdict))),
    };
    SyncQueueRow {
        record_id: domain::id::RecordRef::from_bytes(*item.record.as_bytes()),
        dossier_id: match item.subject {
            Some(Subject::Dossier(id)) => Some(id),
            Some(Subject::Handoff(_)) | None => None,
        },
        lookup_code,
        title: dossier::kind_title(item.kind),
        waiting_since: Moment(item.since),
        tries: item.tries,
        state,
        reason,
    }
}

fn verdict_words(verdict: ServerVerdict) -> String {
    match verdict {
        ServerVerdict::Quarantined(reason) => sentence(
            "verdict.quarantined",
            &[("reason", &withheld_words(reason))],
        ),
        ServerVerdict::OnBranch => sentence("verdict.on_branch", &[]),
        ServerVerdict::WaitsForEarlier => sentence("verdict.waits", &[]),
        ServerVerdict::NoRecord(reason) => {
            sentence("verdict.no_record", &[("reason", &no_record_words(reason))])
        }
        ServerVerdict::Refused(status) => {
            sentence("verdict.refused", &[("status", &status.to_string())])
        }
    }
}

/// Why a record has no effect, by the numbers of the exchange.
const WITHHELD: [&str; 11] = [
    "revoked",
    "over_quota",
    "author_unknown",
    "author_signature",
    "not_assigned",
    "not_this_unit",
    "facts_unreadable",
    "author_unsigned",
    "unit_unknown",
    "original_unsound",
    "vouching_unsound",
];

fn withheld_words(reason: u8) -> String {
    let name = WITHHELD.get(usize::from(reason)).unwrap_or(&"other");
    sentence(&format!("withheld.{name}"), &[])
}

fn no_record_words(reason: u8) -> String {
    let name = RefusedRecord::from_number(reason).map_or("other", RefusedRecord::name);
    sentence(&format!("no_record.{name}"), &[])
}

/// Tries at once.
pub(super) fn sync_now(program: &Program, _: Empty) -> Answer<Empty> {
    program.exchange().send_now();
    Ok(Empty {})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_server_says_of_a_record_is_said_in_words() {
        for reason in 0..=u8::MAX {
            for words in [withheld_words(reason), no_record_words(reason)] {
                assert!(
                    words.contains(' ') && !words.contains('.'),
                    "{reason}: {words}"
                );
            }
        }
    }
}

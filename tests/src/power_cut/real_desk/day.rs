//! A day at the desk, through every flow that writes: what a clerk, a postal worker and background
//! sync ask of the store, in one order, told to the recording after each answer.
//!
//! When the disk fails, the same act is given once more, as the window does; when it fails again,
//! the day ends.

use domain::decide::Reception;
use domain::decide::{Actor, Command, Correction, GivingBack, Manifest, NewValue, ProcedureFacts};
use domain::event::{
    Applicant, Channel, CorrectedField, CorrectionReason, PaperOutcome, Recipient, ReturnChannel,
    SignatureOnPaper, Subject, TickedLine, TickedPaper,
};
use domain::id::{ActId, DossierId, HandoffId, PaperId};
use domain::paper::{Paper, PaperFate, PaperForm};
use domain::party::Party;
use ledger::{ClockGrade, Epoch, FeedHead, Receipt, ReceiptBody, Record};
use store::desk::{PrintState, RECEIPT_FORM};
use store::exchange::feed::Judging;
use store::exchange::{FeedItem, FeedPlace, VerifiedPage};
use store::ids::record_ref;
use store::{Act, Desk, Done, Failure};

use super::kept::Kept;
use super::sitting::Sitting;
use crate::chance::Chance;
use crate::commune::{Commune, MORNING, Person, system_moment};
use crate::crash_vfs::{CrashVfs, index};

/// Number of the first dossier that the other desk received.
const ELSEWHERE: u8 = 0x10;
/// Between two steps of the day, µs.
const STEP: i64 = 90_000_000;

/// The day as it goes on.
pub(super) struct Day<'a> {
    sitting: &'a Sitting<'a>,
    vfs: &'a CrashVfs,
    kept: &'a mut Kept,
    desk: Option<Desk>,
    now: i64,
    acts: u8,
    chance: Chance,
}

impl<'a> Day<'a> {
    pub(super) fn new(sitting: &'a Sitting<'a>, vfs: &'a CrashVfs, kept: &'a mut Kept) -> Self {
        Self {
            sitting,
            vfs,
            chance: Chance::of(&[kept.seed, 0xda7]),
            kept,
            desk: None,
            now: MORNING,
            acts: 0,
        }
    }

    /// The whole day; an error says at which step it ended.
    pub(super) fn run(mut self, others: &[Record]) -> Result<(), String> {
        self.begin()?;
        self.morning()?;
        self.hand_over()?;
        self.exchange(others)?;
        self.afternoon()?;
        self.close()
    }

    fn begin(&mut self) -> Result<(), String> {
        self.desk = Some(self.sitting.create_desk()?);
        self.keep("the first run")?;
        let commune = self.sitting.commune;
        let (enrolment, moment) = (commune.enrolment(&commune.desk), system_moment(self.now));
        self.write("enrolment", |desk| desk.enrol(enrolment.clone(), moment))?;
        let (roster, epoch) = (commune.roster_publication(), commune.epoch());
        self.exchange_once("publications", |exchange| {
            exchange.greet(MORNING, false)?;
            exchange.take_epoch(epoch, 0)?;
            exchange.take_publication(&roster)
        })
    }

    fn morning(&mut self) -> Result<(), String> {
        let lan = &self.sitting.commune.lan;
        for number in 1..=3 {
            self.receive(number)?;
        }
        let name = (CorrectedField::ApplicantName, "Nguyễn Thị Ánh Tuyết");
        self.act(lan, correction(1, name))?;
        let (unlocked, now) = (self.sitting.unlocked(lan), self.now);
        self.write("a draft", |desk| {
            desk.save_draft(&unlocked, "đang nhập dở".as_bytes(), now)
        })?;
        self.receive(4)?;
        self.act(
            lan,
            Command::WithdrawDossier {
                dossier: dossier(4),
                reason: "công dân rút hồ sơ".to_owned(),
                papers_returned: Some(SignatureOnPaper::Signed),
            },
        )?;
        self.write("a rest", Desk::rest)
    }

    fn hand_over(&mut self) -> Result<(), String> {
        let Commune { lan, hoa, .. } = self.sitting.commune;
        self.offer(1, &[1, 2])?;
        self.act(
            hoa,
            Command::AcceptHandoff {
                handoff: handoff(1),
                lines: vec![
                    ticked(1, PaperOutcome::Accepted),
                    ticked(2, PaperOutcome::Missing),
                ],
                notes: vec!["không có trong bì".to_owned()],
                counted_bundles: 2,
                dues: Vec::new(),
            },
        )?;
        self.offer(2, &[3])?;
        let reason = "nhầm nơi nhận".to_owned();
        let handoff_2 = handoff(2);
        self.act(
            lan,
            Command::WithdrawHandoff {
                handoff: handoff_2,
                reason,
            },
        )?;
        self.offer(3, &[3])?;
        let reason = "thiếu niêm phong".to_owned();
        let handoff_3 = handoff(3);
        self.act(
            hoa,
            Command::RefuseHandoff {
                handoff: handoff_3,
                reason,
            },
        )?;
        let (subject, form) = (Subject::Dossier(dossier(1)), RECEIPT_FORM);
        let now = self.now;
        self.write("a print", |desk| {
            let job = desk.reserve_print(subject, form, now)?;
            desk.set_print_state(job.id, PrintState::Printed, None, now)
        })
    }

    fn exchange(&mut self, others: &[Record]) -> Result<(), String> {
        let commune = self.sitting.commune;
        let receipt = self.receipt(commune.epoch())?;
        let unit = store::ids::ledger_unit(commune.one_stop);
        let backed_up = FeedHead {
            position: 3,
            ..FeedHead::start(unit)
        };
        self.exchange_once("a receipt", |exchange| {
            exchange.take_receipt(&receipt)?;
            exchange.take_backup(Some((MORNING, &[backed_up])))?;
            exchange.note_success()
        })?;
        self.write("a lock", Desk::lock)?;
        let (first, second) = others.split_at(others.len() / 2);
        let begun = self.take_page(FeedHead::start(unit), first)?;
        self.correct_beside()?;
        self.take_page(begun, second)?;
        self.resolve(others)?;
        self.meet_a_restored_server(begun, second, receipt.up_to)
    }

    /// Corrects what the other desk has corrected, before this one hears of it.
    fn correct_beside(&mut self) -> Result<(), String> {
        let lan = &self.sitting.commune.lan;
        self.act(
            lan,
            correction(ELSEWHERE, (CorrectedField::Phone, "0912999999")),
        )
    }

    /// Decides between both corrections.
    fn resolve(&mut self, others: &[Record]) -> Result<(), String> {
        let own = self.kept.records.last().copied();
        let other = others.last().map(Record::hash);
        let (Some(own), Some(other)) = (own, other) else {
            return Err("two corrections make a case".to_owned());
        };
        let (own, other) = (record_ref(own), record_ref(other));
        let command = Command::ResolveConflict {
            dossier: dossier(ELSEWHERE),
            between: (own.min(other), own.max(other)),
            upheld: other,
            reason: "gọi lại cho công dân".to_owned(),
        };
        self.act(&self.sitting.commune.nam, command)
    }

    /// The server was put back from a backup: its log has another life, it holds less of this
    /// chain and of the feed than it had confirmed, and hears all of it once more.
    fn meet_a_restored_server(
        &mut self,
        left: FeedHead,
        lost: &[Record],
        confirmed: u64,
    ) -> Result<(), String> {
        let epoch = Epoch::from_bytes([0xe2; 16]);
        let held = confirmed / 2;
        self.exchange_once("another life of the log", |exchange| {
            exchange.take_epoch(epoch, held)
        })?;
        let viewer = self.sitting.viewer();
        self.write("the queue filled again", |desk| {
            desk.refill_outbox(&viewer).map(drop)
        })?;
        self.exchange_once("a feed gone back", |exchange| exchange.rewind(&left))?;
        let receipt = self.receipt(epoch)?;
        self.exchange_once("a receipt of that life", |exchange| {
            exchange.take_receipt(&receipt)
        })?;
        self.take_page(left, lost).map(drop)
    }

    fn take_page(&mut self, cursor: FeedHead, records: &[Record]) -> Result<FeedHead, String> {
        let page = self.page(cursor, records)?;
        self.exchange_once("a page", |exchange| exchange.take_page(&page).map(drop))?;
        Ok(*page.cursor())
    }

    fn afternoon(&mut self) -> Result<(), String> {
        self.reopen()?;
        let nam = &self.sitting.commune.nam;
        self.receive(5)?;
        self.act(
            nam,
            Command::IssueResult {
                dossier: dossier(3),
                paper: paper(3, 9),
                name: "Trích lục khai sinh".to_owned(),
            },
        )?;
        self.act(
            nam,
            Command::ReturnPapers(GivingBack {
                dossier: dossier(3),
                papers: vec![paper(3, 1), paper(3, 9)],
                recipient: Recipient::Applicant,
                recipient_name: None,
                document_seen: None,
                signature: SignatureOnPaper::Thumbprint,
                witness: Some("Lý A Páo".to_owned()),
            }),
        )?;
        let person = self.sitting.commune.lan.id;
        self.write("a discarded draft", |desk| desk.discard_draft(person))?;
        self.write("a setting", |desk| {
            desk.set_setting("idle_lock_minutes", "3")
        })?;
        self.act(
            nam,
            Command::CancelDossier {
                dossier: dossier(5),
                reason: "nhập trùng".to_owned(),
                duplicate_of: Some(dossier(1)),
            },
        )?;
        self.write("rebuilding", |desk| desk.rebuild().map(drop))?;
        let moment = system_moment(self.now);
        self.write("a life after a restore", |desk| {
            desk.begin_incarnation(moment).map(drop)
        })?;
        self.receive(6)
    }

    fn receive(&mut self, number: u8) -> Result<(), String> {
        let lan = &self.sitting.commune.lan;
        let words = self.chance.below(60);
        self.act(lan, reception(number, words))
    }

    fn offer(&mut self, number: u8, dossiers: &[u8]) -> Result<(), String> {
        let Commune { lan, hoa, post, .. } = self.sitting.commune;
        let lines = dossiers.iter().map(|number| (dossier(*number), Vec::new()));
        self.act(
            lan,
            Command::OfferHandoff(Manifest {
                handoff: handoff(number),
                to: Party {
                    unit: *post,
                    person: Some(hoa.id),
                },
                lines: lines.collect(),
                counted_bundles: u32::try_from(dossiers.len()).unwrap_or_default(),
            }),
        )
    }

    /// A receipt for all that stands in the chain by now.
    fn receipt(&mut self, epoch: Epoch) -> Result<Receipt, String> {
        let commune = self.sitting.commune;
        let head = *self.desk()?.head();
        let unit = store::ids::ledger_unit(commune.one_stop);
        let body = ReceiptBody {
            device: head.device,
            incarnation: head.incarnation,
            up_to: head.seq,
            head: head.hash,
            positions: vec![(unit, 3)],
            server_time: self.now,
            epoch,
            checkpoint: None,
        };
        Ok(Receipt::sign(body, &commune.server))
    }

    /// The next page of the office's feed.
    fn page(&self, cursor: FeedHead, records: &[Record]) -> Result<VerifiedPage, String> {
        let positions = cursor.position + 1..;
        let places = positions.zip(records).map(|(position, record)| FeedPlace {
            position,
            item: FeedItem::Record(Box::new(record.clone())),
        });
        let judging = Judging {
            keys: self.sitting.commune,
            withheld_parts: &[],
            erased: &std::collections::BTreeSet::new(),
            seed: [7; 32],
        };
        VerifiedPage::verify(cursor, places.collect(), &judging).map_err(|f| f.to_string())
    }

    fn act(&mut self, person: &Person, command: Command) -> Result<(), String> {
        self.acts += 1;
        let mut id = [self.acts; 16];
        id[0] = 0xac;
        let act = act_of(id, person, self.now, command);
        let done = |desk: &mut Desk| desk.transact(&act);
        let Done { records, .. } = self.tried_twice("an act", done)?;
        self.kept.records.extend(records);
        self.keep("an act")
    }

    fn exchange_once(
        &mut self,
        what: &'static str,
        work: impl Fn(&mut store::Exchange<'_, '_>) -> Result<(), Failure>,
    ) -> Result<(), String> {
        let now = self.now;
        self.write(what, |desk| desk.exchange(now, &work))
    }

    /// Does something and tells the recording that it is saved.
    fn write(
        &mut self,
        what: &'static str,
        work: impl FnMut(&mut Desk) -> Result<(), Failure>,
    ) -> Result<(), String> {
        self.tried_twice(what, work)?;
        self.keep(what)
    }

    fn tried_twice<T>(
        &mut self,
        what: &'static str,
        mut work: impl FnMut(&mut Desk) -> Result<T, Failure>,
    ) -> Result<T, String> {
        self.now += STEP;
        let desk = self.desk()?;
        let first = work(desk);
        let told = first.or_else(|_| work(desk));
        told.map_err(|failure| format!("{what}: {}", chain_of(&failure)))
    }

    fn reopen(&mut self) -> Result<(), String> {
        self.close()?;
        let opened = self.sitting.open_desk();
        let (desk, _) = opened.map_err(|failure| chain_of(&failure))?;
        self.desk = Some(self.sitting.with_duties(desk));
        self.keep("the desk opened again")
    }

    fn close(&mut self) -> Result<(), String> {
        let desk = self.desk.take().ok_or("the desk is closed")?;
        desk.close().map_err(|failure| chain_of(&failure))
    }

    fn desk(&mut self) -> Result<&mut Desk, String> {
        self.desk
            .as_mut()
            .ok_or_else(|| "the desk is closed".to_owned())
    }

    fn keep(&mut self, what: &'static str) -> Result<(), String> {
        let desk = self.desk.as_ref().ok_or("the desk is closed")?;
        self.kept.add(self.sitting, self.vfs, desk, what)
    }
}

/// An error with what it comes from.
pub(in crate::power_cut) fn chain_of(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

/// What the other desk of the office records, in the same words.
pub(super) fn reception_elsewhere(commune: &Commune, number: u8) -> Act<'_> {
    act_of(
        [0xe0 + number; 16],
        &commune.nam,
        MORNING,
        reception(ELSEWHERE + number, 3),
    )
}

/// What it corrects then, before it has heard of anybody else.
pub(super) fn correction_elsewhere(commune: &Commune) -> Act<'_> {
    let phone = (CorrectedField::Phone, "0912888888");
    let id = [0xef; 16];
    act_of(
        id,
        &commune.nam,
        MORNING + STEP,
        correction(ELSEWHERE, phone),
    )
}

fn act_of(id: [u8; 16], person: &Person, now: i64, command: Command) -> Act<'_> {
    Act {
        id: ActId::from_bytes(id),
        now,
        clock: ClockGrade::Trusted,
        monotonic: (now - MORNING).unsigned_abs(),
        actor: Actor {
            person: person.id,
            unit: person.unit,
        },
        signer: &person.key,
        procedure: Some(ProcedureFacts {
            sector: "Hộ tịch".to_owned(),
            catalogue_version: 1,
            is_postal_in: true,
            due_at: Some(now + 86_400_000_000),
        }),
        command,
    }
}

fn correction(number: u8, (field, value): (CorrectedField, &str)) -> Command {
    Command::CorrectDossier(Correction {
        dossier: dossier(number),
        field,
        value: NewValue::Text(value.to_owned()),
        reason: CorrectionReason::Typing,
        words: None,
    })
}

fn reception(number: u8, words: u64) -> Command {
    let reception = Reception {
        applicant: Applicant {
            name: format!("Nguyễn Văn {}", char::from(b'A' + number)),
            id_number: Some(format!("0010900000{number:02}")),
            birth: Some("1990-02-01".to_owned()),
            address: "Xóm Nà Cáp, xã Hưng Đạo".to_owned(),
            phone: Some(format!("09120000{number:02}")),
            ..Applicant::default()
        },
        submitter: None,
        procedure_code: "1.001193".to_owned(),
        channel_in: Channel::Direct,
        return_channel: ReturnChannel::Counter,
        request: "đăng ký khai sinh ".repeat(1 + index(words)),
        sets: 1,
        papers: vec![original(number), copies(number)],
        presented: vec!["Căn cước".to_owned()],
        missing: Vec::new(),
        missing_reason: None,
        entered_due: None,
        is_twin: true,
    };
    Command::ReceiveDossier {
        dossier: dossier(number),
        reception: Box::new(reception),
    }
}

fn dossier(number: u8) -> DossierId {
    DossierId::from_bytes([0xd0 + number; 16])
}

fn handoff(number: u8) -> HandoffId {
    HandoffId::from_bytes([0x70 + number; 16])
}

fn paper(dossier: u8, number: u8) -> PaperId {
    let mut id = [0x90 + dossier; 16];
    id[15] = number;
    PaperId::from_bytes(id)
}

fn original(dossier: u8) -> Paper {
    Paper {
        id: paper(dossier, 1),
        name: "Giấy chứng sinh".to_owned(),
        form: PaperForm::Original,
        count: 1,
        irreplaceable: true,
        fate: PaperFate::Submit,
    }
}

fn copies(dossier: u8) -> Paper {
    Paper {
        id: paper(dossier, 2),
        name: "Giấy chứng nhận kết hôn".to_owned(),
        form: PaperForm::Copy,
        count: 2,
        irreplaceable: false,
        fate: PaperFate::Submit,
    }
}

fn ticked(number: u8, outcome: PaperOutcome) -> TickedLine {
    let papers = [
        (paper(number, 1), PaperOutcome::Accepted),
        (paper(number, 2), outcome),
    ];
    TickedLine {
        dossier: dossier(number),
        papers: papers
            .map(|(paper, outcome)| TickedPaper { paper, outcome })
            .to_vec(),
    }
}

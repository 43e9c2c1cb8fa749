//! Projections are made from records and from nothing else: made again, they are the same.

use domain::decide::{Command, Correction, GivingBack, NewValue};
use domain::event::{
    CorrectedField, CorrectionReason, PaperOutcome, Recipient, SignatureOnPaper, Subject,
};
use domain::id::{DossierId, HandoffId, PaperId};
use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::testing::{CENTRE, HOA, LAN, Office};

const PROJECTIONS: [&str; 8] = [
    "dossier",
    "paper",
    "handoff",
    "handoff_line",
    "person",
    "find_state",
    "find_key",
    "name_place",
];

fn rows(connection: &Connection, sql: &str) -> Vec<Vec<Value>> {
    let mut select = connection.prepare(sql).unwrap();
    let columns = select.column_count();
    select
        .query_map([], |row| {
            (0..columns).map(|column| row.get(column)).collect()
        })
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

/// The rows of every projection, by table.
pub(super) type Rows = Vec<(String, Vec<Vec<Value>>)>;

pub(super) fn everything(connection: &Connection) -> Rows {
    PROJECTIONS
        .iter()
        .map(|table| {
            let mut found = rows(connection, &format!("SELECT * FROM {table}"));
            found.sort_by_key(|row| format!("{row:?}"));
            ((*table).to_owned(), found)
        })
        .collect()
}

#[derive(Debug, Clone, Copy)]
enum Deed {
    Receive(u8),
    Offer(u8),
    Accept(u8, bool),
    Refuse(u8),
    Withdraw(u8),
    Correct(u8),
    Result(u8),
    GiveBack(u8),
    Sign(u8),
    Rest,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        3 => any::<u8>().prop_map(Deed::Receive),
        3 => any::<u8>().prop_map(Deed::Offer),
        3 => (any::<u8>(), any::<bool>()).prop_map(|(which, whole)| Deed::Accept(which, whole)),
        1 => any::<u8>().prop_map(Deed::Refuse),
        1 => any::<u8>().prop_map(Deed::Withdraw),
        2 => any::<u8>().prop_map(Deed::Correct),
        1 => any::<u8>().prop_map(Deed::Result),
        2 => any::<u8>().prop_map(Deed::GiveBack),
        1 => any::<u8>().prop_map(Deed::Sign),
        1 => Just(Deed::Rest),
    ];
    proptest::collection::vec(deed, 1..25)
}

pub(super) const NAMES: [&str; 5] = [
    "Nguyễn Thị Ước",
    "Trần Văn Đúng",
    "Lý A Páo",
    "Đặng Thị Đào",
    "Nguyễn Văn An",
];

/// What a run of deeds has made so far.
#[derive(Default)]
struct Made {
    dossiers: Vec<(DossierId, Vec<PaperId>)>,
    handoffs: Vec<(HandoffId, usize)>,
}

pub(super) fn pick<T>(from: &[T], which: u8) -> Option<&T> {
    from.get(usize::from(which) % from.len().max(1))
}

fn words() -> String {
    "theo đề nghị".to_owned()
}

fn act(office: &mut Office, made: &mut Made, deed: Deed) {
    let dossier = |which| pick(&made.dossiers, which).cloned();
    let handoff = |which| pick(&made.handoffs, which).copied();
    // A refusal is a fine answer here: what it leaves must rebuild as well.
    match deed {
        Deed::Receive(which) => {
            made.dossiers
                .push(office.receive(pick(&NAMES, which).unwrap()));
        }
        Deed::Offer(which) => offer(office, made, which),
        Deed::Accept(which, is_whole) => {
            let Some((handoff, at)) = handoff(which) else {
                return;
            };
            let (dossier, papers) = made.dossiers[at].clone();
            let outcome = if is_whole {
                PaperOutcome::Accepted
            } else {
                PaperOutcome::Missing
            };
            drop(office.accept(handoff, dossier, &papers, outcome));
        }
        Deed::Rest => office.desk.rest().unwrap(),
        Deed::Refuse(which) => {
            let Some((handoff, _)) = handoff(which) else {
                return;
            };
            drop(office.act(
                HOA,
                Command::RefuseHandoff {
                    handoff,
                    reason: words(),
                },
            ));
        }
        Deed::Withdraw(which) => {
            let Some((handoff, _)) = handoff(which) else {
                return;
            };
            drop(office.act(
                LAN,
                Command::WithdrawHandoff {
                    handoff,
                    reason: words(),
                },
            ));
        }
        Deed::Correct(which) => {
            let Some((dossier, _)) = dossier(which) else {
                return;
            };
            let name = pick(&NAMES, which.wrapping_add(3)).unwrap();
            drop(office.act(
                LAN,
                Command::CorrectDossier(Correction {
                    dossier,
                    field: CorrectedField::ApplicantName,
                    value: NewValue::Text((*name).into()),
                    reason: CorrectionReason::Citizen,
                    words: None,
                }),
            ));
        }
        Deed::Result(which) => {
            let Some((dossier, _)) = dossier(which) else {
                return;
            };
            let paper = PaperId::from_bytes(office.fresh());
            let name = "Giấy khai sinh".to_owned();
            drop(office.act(
                LAN,
                Command::IssueResult {
                    dossier,
                    paper,
                    name,
                },
            ));
        }
        Deed::GiveBack(which) => {
            let Some((dossier, papers)) = dossier(which) else {
                return;
            };
            drop(office.act(
                LAN,
                Command::ReturnPapers(GivingBack {
                    dossier,
                    papers,
                    recipient: Recipient::Applicant,
                    recipient_name: None,
                    document_seen: None,
                    signature: SignatureOnPaper::Signed,
                    witness: None,
                }),
            ));
        }
        Deed::Sign(which) => {
            let subject = match (handoff(which), dossier(which)) {
                (Some((handoff, _)), _) if which % 2 == 0 => Subject::Handoff(handoff),
                (_, Some((dossier, _))) => Subject::Dossier(dossier),
                _ => return,
            };
            let form = "handover_minutes".to_owned();
            drop(office.act(
                LAN,
                Command::RecordSignedPrint {
                    subject,
                    form,
                    signed: true,
                },
            ));
        }
    }
}

fn offer(office: &mut Office, made: &mut Made, which: u8) {
    use domain::decide::Manifest;
    use domain::party::Party;
    if made.dossiers.is_empty() {
        return;
    }
    let at = usize::from(which) % made.dossiers.len();
    let handoff = HandoffId::from_bytes(office.fresh());
    let to = Party {
        unit: crate::testing::POST,
        person: None,
    };
    let lines = vec![(made.dossiers[at].0, Vec::new())];
    let manifest = Manifest {
        handoff,
        to,
        lines,
        counted_bundles: 1,
    };
    if office.act(LAN, Command::OfferHandoff(manifest)).is_ok() {
        made.handoffs.push((handoff, at));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn made_again_after_any_deeds_they_are_the_same_rows(deeds in deeds()) {
        let mut office = Office::open(CENTRE, 2);
        let mut made = Made::default();
        for deed in deeds {
            act(&mut office, &mut made, deed);
        }
        let before = everything(office.reader().connection());
        office.desk.rebuild().unwrap();
        prop_assert_eq!(before, everything(office.reader().connection()));
    }
}

#[test]
fn a_row_that_somebody_altered_is_put_right_by_rebuilding() {
    let mut office = Office::open(CENTRE, 2);
    office.receive("Nguyễn Thị Ước");
    let before = everything(office.reader().connection());
    office
        .desk
        .connection()
        .unwrap()
        .execute_batch("UPDATE dossier SET status = 6; DELETE FROM paper; DELETE FROM person")
        .unwrap();
    assert_ne!(before, everything(office.reader().connection()));
    assert_eq!(office.desk.rebuild().unwrap().subjects, 1);
    assert_eq!(before, everything(office.reader().connection()));
}

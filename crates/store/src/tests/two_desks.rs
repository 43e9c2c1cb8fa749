//! Projections of two desks that exchange their records, made again: they are the same rows.
//!
//! What comes from elsewhere changes rows by other ways than an act does: in pages of any size,
//! withheld and restored by the server, erased, carried out of an ended life, crossing each other.

use domain::decide::{Command, Correction, GivingBack, NewValue};
use domain::event::{CorrectedField, CorrectionReason, PaperOutcome, Recipient, SignatureOnPaper};
use domain::id::{DossierId, HandoffId, PaperId};
use ledger::{
    EffectRestored, EffectWithheld, Erased, Hash, OwnFacts, PartName, Record, Signer,
    WithheldReason, carried_original, kind,
};
use proptest::prelude::*;

use super::exchanging::{Server, all_keys, pull};
use super::projections::{NAMES, Rows, everything, pick};
use crate::Viewer;
use crate::ids::{ledger_person, ledger_unit};
use crate::testing::{CENTRE, HOA, Keys, LAN, MORNING, Office, POST, system};

#[derive(Debug, Clone, Copy)]
enum Place {
    Centre,
    Post,
}

#[derive(Debug, Clone, Copy)]
enum Deed {
    Receive(u8),
    Correct(u8),
    Offer(u8),
    Withdraw(u8),
    Accept(u8, bool),
    Refuse(u8),
    GiveBack(u8),
    /// The server takes what a desk has queued.
    Send(Place),
    /// A desk takes at most so many places of its feed.
    Pull(Place, u8),
    Withhold(u8),
    Restore(u8),
    Erase(u8),
    /// The centre's file ends its life; what it had not sent is carried over.
    Begin,
    Rest(Place),
}

/// An acceptance crosses a withdrawal, a name is erased, another's reception is withheld and
/// restored, a third is carried.
const STORY: [Deed; 23] = [
    Deed::Receive(0),
    Deed::Receive(1),
    Deed::Receive(3),
    Deed::Rest(Place::Centre),
    Deed::Offer(0),
    Deed::Send(Place::Centre),
    Deed::Pull(Place::Post, 2),
    Deed::Rest(Place::Post),
    Deed::Pull(Place::Post, u8::MAX),
    Deed::Accept(0, true),
    Deed::Withdraw(0),
    Deed::Receive(2),
    Deed::Begin,
    Deed::Send(Place::Centre),
    Deed::Send(Place::Post),
    Deed::Withhold(1),
    Deed::Pull(Place::Centre, u8::MAX),
    Deed::Pull(Place::Post, u8::MAX),
    Deed::Restore(0),
    Deed::Withhold(2),
    Deed::Erase(0),
    Deed::Pull(Place::Centre, u8::MAX),
    Deed::Pull(Place::Post, u8::MAX),
];

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let place = || prop_oneof![Just(Place::Centre), Just(Place::Post)];
    let deed = prop_oneof![
        3 => any::<u8>().prop_map(Deed::Receive),
        2 => any::<u8>().prop_map(Deed::Correct),
        3 => any::<u8>().prop_map(Deed::Offer),
        2 => any::<u8>().prop_map(Deed::Withdraw),
        4 => (any::<u8>(), any::<bool>()).prop_map(|(which, whole)| Deed::Accept(which, whole)),
        1 => any::<u8>().prop_map(Deed::Refuse),
        1 => any::<u8>().prop_map(Deed::GiveBack),
        6 => place().prop_map(Deed::Send),
        8 => (place(), 1..12_u8).prop_map(|(place, many)| Deed::Pull(place, many)),
        3 => any::<u8>().prop_map(Deed::Withhold),
        3 => any::<u8>().prop_map(Deed::Restore),
        3 => any::<u8>().prop_map(Deed::Erase),
        1 => Just(Deed::Begin),
        1 => place().prop_map(Deed::Rest),
    ];
    proptest::collection::vec(deed, 10..40)
}

/// Both offices, the server between them, and what was made so far.
struct Commune {
    centre: Office,
    post: Office,
    server: Server,
    keys: Keys,
    dossiers: Vec<(DossierId, Vec<PaperId>)>,
    handoffs: Vec<(HandoffId, usize)>,
    /// What the server withheld, each with the record that says so.
    withheld: Vec<(Hash, Hash)>,
}

impl Commune {
    fn open() -> Self {
        let (centre, post) = (Office::open(CENTRE, 2), Office::open(POST, 3));
        let server = Server::new();
        let mut keys = all_keys(&[&centre, &post], &server);
        // Hoa signs at the postal desk, with the key she has there.
        let of_hoa = post.people[&HOA].signer.verification_key();
        keys.people.insert(ledger_person(HOA), of_hoa);
        Self {
            centre,
            post,
            server,
            keys,
            dossiers: Vec::new(),
            handoffs: Vec::new(),
            withheld: Vec::new(),
        }
    }

    const fn office(&mut self, place: Place) -> &mut Office {
        match place {
            Place::Centre => &mut self.centre,
            Place::Post => &mut self.post,
        }
    }

    // A refusal is a fine answer to an act here: what it leaves must rebuild as well.
    fn act(&mut self, deed: Deed) {
        match deed {
            Deed::Receive(which) => {
                let received = self.centre.receive(pick(&NAMES, which).unwrap());
                self.dossiers.push(received);
            }
            Deed::Offer(which) => self.offer(which),
            Deed::Correct(which) => self.correct(which),
            Deed::GiveBack(which) => self.give_back(which),
            Deed::Withdraw(which) => self.withdraw(which),
            Deed::Accept(which, is_whole) => self.accept(which, is_whole),
            Deed::Refuse(which) => self.refuse(which),
            Deed::Send(place) => self.send(place),
            Deed::Pull(place, many) => self.pull(place, usize::from(many)),
            Deed::Withhold(which) => self.withhold(which),
            Deed::Restore(which) => self.restore(which),
            Deed::Erase(which) => self.erase(which),
            Deed::Begin => {
                let moment = system(self.centre.now);
                self.centre.desk.begin_incarnation(moment).unwrap();
            }
            Deed::Rest(place) => self.office(place).desk.rest().unwrap(),
        }
    }

    fn offer(&mut self, which: u8) {
        use domain::decide::Manifest;
        let Some(at) = usize::from(which).checked_rem(self.dossiers.len()) else {
            return;
        };
        let handoff = HandoffId::from_bytes(self.centre.fresh());
        let to = domain::party::Party {
            unit: POST,
            person: None,
        };
        let manifest = Manifest {
            handoff,
            to,
            lines: vec![(self.dossiers[at].0, Vec::new())],
            counted_bundles: 1,
        };
        let done = self.centre.act(LAN, Command::OfferHandoff(manifest));
        if done.is_ok() {
            self.handoffs.push((handoff, at));
        }
    }

    fn correct(&mut self, which: u8) {
        let Some((dossier, _)) = pick(&self.dossiers, which) else {
            return;
        };
        let name = pick(&NAMES, which.wrapping_add(3)).unwrap();
        let correction = Correction {
            dossier: *dossier,
            field: CorrectedField::ApplicantName,
            value: NewValue::Text((*name).into()),
            reason: CorrectionReason::Citizen,
            words: None,
        };
        drop(self.centre.act(LAN, Command::CorrectDossier(correction)));
    }

    fn give_back(&mut self, which: u8) {
        let Some((dossier, papers)) = pick(&self.dossiers, which).cloned() else {
            return;
        };
        let giving_back = GivingBack {
            dossier,
            papers,
            recipient: Recipient::Applicant,
            recipient_name: None,
            document_seen: None,
            signature: SignatureOnPaper::Signed,
            witness: None,
        };
        drop(self.centre.act(LAN, Command::ReturnPapers(giving_back)));
    }

    fn withdraw(&mut self, which: u8) {
        if let Some((handoff, _)) = pick(&self.handoffs, which).copied() {
            let reason = "theo đề nghị".to_owned();
            let command = Command::WithdrawHandoff { handoff, reason };
            drop(self.centre.act(LAN, command));
        }
    }

    fn accept(&mut self, which: u8, is_whole: bool) {
        let Some((handoff, at)) = pick(&self.handoffs, which).copied() else {
            return;
        };
        let outcome = if is_whole {
            PaperOutcome::Accepted
        } else {
            PaperOutcome::Missing
        };
        let (dossier, papers) = &self.dossiers[at];
        drop(self.post.accept(handoff, *dossier, papers, outcome));
    }

    fn refuse(&mut self, which: u8) {
        if let Some((handoff, _)) = pick(&self.handoffs, which).copied() {
            let reason = "theo đề nghị".to_owned();
            let command = Command::RefuseHandoff { handoff, reason };
            drop(self.post.act(HOA, command));
        }
    }

    fn send(&mut self, place: Place) {
        let (office, server) = match place {
            Place::Centre => (&mut self.centre, &mut self.server),
            Place::Post => (&mut self.post, &mut self.server),
        };
        if office.reader().queue_counts().unwrap().here == 0 {
            return;
        }
        let receipt = server.take_from(office);
        office
            .desk
            .exchange(MORNING, |exchange| exchange.take_receipt(&receipt))
            .unwrap();
    }

    fn pull(&mut self, place: Place, many: usize) {
        let (office, unit) = match place {
            Place::Centre => (&mut self.centre, ledger_unit(CENTRE)),
            Place::Post => (&mut self.post, ledger_unit(POST)),
        };
        let cursor = office.reader().feed_cursor(unit).unwrap();
        let behind = usize::try_from(cursor.position).unwrap();
        let rest = &self.server.records[behind..];
        pull(office, unit, &rest[..many.min(rest.len())], &self.keys).unwrap();
    }

    /// Gives what the offices wrote as far as the server has it, carried or by itself.
    fn written(&self) -> Vec<Record> {
        let taken_out = self.server.records.iter().map(|record| {
            if record.header().kind == kind::CARRIED {
                carried_original(record).unwrap()
            } else {
                record.clone()
            }
        });
        taken_out
            .filter(|record| record.header().kind >= kind::FOREIGN_MIN)
            .collect()
    }

    fn withhold(&mut self, which: u8) {
        let Some(record) = pick(&self.written(), which).map(Record::hash) else {
            return;
        };
        let reason = WithheldReason::NotAssigned;
        let facts = EffectWithheld { record, reason }.facts();
        let word = self.server.write(kind::EFFECT_WITHHELD, facts, Vec::new());
        self.withheld.push((record, word.hash()));
    }

    fn restore(&mut self, which: u8) {
        let Some((record, withheld)) = pick(&self.withheld, which).copied() else {
            return;
        };
        let facts = EffectRestored { record, withheld }.facts();
        self.server.write(kind::EFFECT_RESTORED, facts, Vec::new());
    }

    fn erase(&mut self, which: u8) {
        let Some(record) = pick(&self.written(), which).map(Record::hash) else {
            return;
        };
        let part = PartName::Person;
        for held in &mut self.server.records {
            if held.hash() == record {
                *held = held.clone().with_parts(|name| name != part);
            }
        }
        let basis = "mẫu".to_owned();
        let facts = Erased {
            record,
            part,
            basis,
        }
        .facts();
        self.server.write(kind::ERASED, facts, Vec::new());
    }

    /// Makes the projections of both desks again; gives the rows before and after.
    fn rebuild(&mut self) -> [[Rows; 2]; 2] {
        [&mut self.centre, &mut self.post].map(|office| {
            let before = everything(office.reader().connection());
            office.desk.rebuild().unwrap();
            [before, everything(office.reader().connection())]
        })
    }
}

fn count(office: &Office, sql: &str) -> i64 {
    let reader = office.reader();
    let counted = reader.connection().query_row(sql, [], |row| row.get(0));
    counted.unwrap()
}

#[test]
fn after_a_day_of_crossing_withholding_erasing_and_carrying_they_are_the_same_rows() {
    let mut commune = Commune::open();
    for deed in STORY {
        commune.act(deed);
    }
    for office in [&commune.centre, &commune.post] {
        let of = |sql| count(office, sql);
        assert_eq!(of("SELECT count(*) FROM dossier"), 4);
        assert_eq!(
            of("SELECT count(*) FROM dossier WHERE open_conflicts > 0"),
            1
        );
        assert_eq!(
            of("SELECT count(*) FROM handoff WHERE taken_by IS NOT NULL"),
            1
        );
        assert_eq!(of("SELECT count(*) FROM record WHERE kind = 3"), 3);
        assert_eq!(of("SELECT count(*) FROM effect_withheld"), 2);
        assert_eq!(of("SELECT sum(is_in_force) FROM effect_withheld"), 1);
        assert_eq!(of("SELECT count(*) FROM erasure"), 1);
    }
    for [before, after] in commune.rebuild() {
        assert_eq!(before, after);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, ..ProptestConfig::default() })]

    #[test]
    fn made_again_at_both_desks_after_any_exchange_they_are_the_same_rows(deeds in deeds()) {
        let mut commune = Commune::open();
        for deed in deeds {
            commune.act(deed);
        }
        for [before, after] in commune.rebuild() {
            prop_assert_eq!(before, after);
        }
    }
}

#[test]
fn a_name_that_was_erased_is_found_no_more() {
    let mut commune = Commune::open();
    let deeds = [
        Deed::Receive(0),
        Deed::Rest(Place::Centre),
        Deed::Send(Place::Centre),
        Deed::Erase(0),
        Deed::Pull(Place::Centre, u8::MAX),
    ];
    deeds.into_iter().for_each(|deed| commune.act(deed));
    let office = &commune.centre;
    let lan = office.viewer(LAN);
    let dossier = commune.dossiers[0].0;
    let row = office.reader().find_row(&lan, dossier).unwrap().unwrap();
    assert_eq!((row.applicant_name, row.id_tail), (None, None));
    for text in ["nguyen thi uoc", "0912345678"] {
        let found = office.reader().find_dossiers(&lan, text, 10, office.now);
        assert_eq!(found.unwrap().dossiers, [], "{text}");
    }
    assert_eq!(count(office, "SELECT count(*) FROM name_place"), 0);
    assert!(
        office
            .reader()
            .find_row(&Viewer::nobody(), dossier)
            .unwrap()
            .is_some()
    );
}

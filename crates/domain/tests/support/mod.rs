//! A few desks with their own knowledge, exchanging records in whatever order a test likes.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses its own part"
)]
#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "tests may stop at once"
)]

use std::collections::BTreeMap;

use domain::decide::{Actor, Command, Context, Numbers, ProcedureFacts, Reception, World, decide};
use domain::dossier::{self, Dossier, NoEffect};
use domain::entry::{Entry, Place};
use domain::event::{Applicant, Channel, Event, ReturnChannel, Subject};
use domain::handoff::{self, Handoff};
use domain::id::{
    ActId, DeviceId, DossierId, HandoffId, IncarnationId, PaperId, PersonId, RecordRef, UnitId,
};
use domain::paper::{Paper, PaperFate, PaperForm};
use domain::party::Author;
use domain::refusal::Refusal;
use domain::roster::{Assignment, Duty, Roster, StaffMember, Unit, UnitKind};

pub const ONE_STOP: UnitId = UnitId::from_bytes([1; 16]);
pub const POST: UnitId = UnitId::from_bytes([2; 16]);
pub const AGENCY: UnitId = UnitId::from_bytes([3; 16]);
pub const LAN: PersonId = PersonId::from_bytes([11; 16]);
pub const NAM: PersonId = PersonId::from_bytes([12; 16]);
pub const HOA: PersonId = PersonId::from_bytes([21; 16]);
pub const PAO: PersonId = PersonId::from_bytes([22; 16]);
pub const MAI: PersonId = PersonId::from_bytes([31; 16]);

pub fn id16(number: u64) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    bytes
}

pub fn roster() -> Roster {
    let unit = |id, kind, name: &str| Unit {
        id,
        kind,
        name: name.to_owned(),
        short_name: name.to_owned(),
        commune_code: "01234".to_owned(),
        commune_name: "xã Mẫu".to_owned(),
        province_name: "tỉnh Mẫu".to_owned(),
        dossier_code_prefix: "H99.99".to_owned(),
    };
    let person = |id, name: &str, unit| StaffMember {
        id,
        name: name.to_owned(),
        unit,
        key: None,
        desk_keys: Vec::new(),
    };
    let duty = |person, duty, unit| Assignment {
        person,
        duty,
        unit,
        sectors: Vec::new(),
        decision_no: "01/QĐ".to_owned(),
        from: 0,
        until: None,
    };
    Roster {
        units: vec![
            unit(ONE_STOP, UnitKind::OneStop, "Một cửa"),
            unit(POST, UnitKind::Post, "Bưu điện"),
            unit(AGENCY, UnitKind::Agency, "Văn phòng"),
        ],
        staff: vec![
            person(LAN, "Lan", ONE_STOP),
            person(NAM, "Nam", ONE_STOP),
            person(HOA, "Hoa", POST),
            person(PAO, "Páo", POST),
            person(MAI, "Mai", AGENCY),
        ],
        assignments: vec![
            duty(LAN, Duty::OneStopReception, ONE_STOP),
            duty(NAM, Duty::OneStopReception, ONE_STOP),
            duty(NAM, Duty::Supervision, ONE_STOP),
            duty(HOA, Duty::Postal, POST),
            duty(PAO, Duty::Postal, POST),
            duty(MAI, Duty::OneStopReception, AGENCY),
        ],
        desks: Vec::new(),
    }
}

pub fn unit_of(person: PersonId) -> UnitId {
    roster().find_person(person).unwrap().unit
}

/// One desk: the records it holds, and nothing else.
#[derive(Clone)]
pub struct Desk {
    pub device: u8,
    seq: u64,
    pub records: BTreeMap<RecordRef, (Subject, Entry)>,
}

impl Desk {
    pub fn new(device: u8) -> Self {
        Self {
            device,
            seq: 0,
            records: BTreeMap::new(),
        }
    }

    pub fn entries(&self, subject: Subject) -> Vec<Entry> {
        let of_subject = self.records.values().filter(|(own, _)| *own == subject);
        of_subject.map(|(_, entry)| entry.clone()).collect()
    }

    pub fn dossier(&self, id: DossierId) -> Dossier {
        dossier::fold(id, &self.entries(Subject::Dossier(id)))
    }

    pub fn handoff(&self, id: HandoffId) -> Handoff {
        handoff::fold(id, &self.entries(Subject::Handoff(id)))
    }

    pub fn world(&self) -> World {
        let mut world = World::default();
        for (subject, _) in self.records.values() {
            match subject {
                Subject::Dossier(id) if !world.dossiers.contains_key(id) => {
                    world.dossiers.insert(*id, self.dossier(*id));
                }
                Subject::Handoff(id) if !world.handoffs.contains_key(id) => {
                    world.handoffs.insert(*id, self.handoff(*id));
                }
                Subject::Dossier(_) | Subject::Handoff(_) => {}
            }
        }
        world
    }

    /// Carries a command out as a person and records what follows.
    pub fn act(&mut self, person: PersonId, act: u64, command: &Command) -> Result<(), Refusal> {
        self.act_by(&roster(), person, act, command)
    }

    /// Does the same where other duties are in force.
    pub fn act_by(
        &mut self,
        roster: &Roster,
        person: PersonId,
        act: u64,
        command: &Command,
    ) -> Result<(), Refusal> {
        let look_alikes = [];
        let context = Context {
            now: i64::try_from(act).unwrap() * 1_000_000,
            actor: Actor {
                person,
                unit: unit_of(person),
            },
            roster,
            procedure: matches!(command, Command::ReceiveDossier { .. }).then(procedure),
            look_alikes: &look_alikes,
            numbers: Numbers {
                lookup_code: format!("{act:014}"),
                dossier_code: format!("H99.99-261120-{act:04}"),
                register_volume: 1,
                register_number: 1,
            },
        };
        let drafts = decide(&self.world(), command, &context)?;
        for draft in drafts {
            self.record(Author::Person(person), act, draft.subject, draft.event);
        }
        Ok(())
    }

    /// Records an event without asking whether it may be.
    pub fn record(
        &mut self,
        author: Author,
        act: u64,
        subject: Subject,
        event: Event,
    ) -> RecordRef {
        let (deps, lamport) = match subject {
            Subject::Dossier(id) => {
                let dossier = self.dossier(id);
                (dossier.heads, dossier.lamport)
            }
            Subject::Handoff(id) => {
                let handoff = self.handoff(id);
                (handoff.heads, handoff.lamport)
            }
        };
        self.record_after(deps, lamport, author, act, subject, event)
    }

    /// Records an event as if no more than `deps` had been known.
    pub fn record_after(
        &mut self,
        deps: Vec<RecordRef>,
        lamport: u64,
        author: Author,
        act: u64,
        subject: Subject,
        event: Event,
    ) -> RecordRef {
        self.seq += 1;
        let mut hash = [0; 32];
        hash[0] = self.device.wrapping_mul(37);
        hash[1..9].copy_from_slice(&self.seq.to_be_bytes());
        hash[9] = self.device;
        let record = RecordRef::from_bytes(hash);
        let place = Place {
            lamport: lamport + 1,
            device: DeviceId::from_bytes([self.device; 16]),
            incarnation: IncarnationId::from_bytes([0; 16]),
            seq: self.seq,
            record,
        };
        let act = ActId::from_bytes(id16(act));
        let recorded_at = i64::try_from(self.seq).unwrap();
        let is_withheld = false;
        let entry = Entry {
            place,
            deps,
            act,
            author,
            recorded_at,
            is_withheld,
            event,
        };
        self.records.insert(record, (subject, entry));
        record
    }

    /// Takes in only what stands about one subject: a page that ended early.
    pub fn hear_of(&mut self, other: &Self, subject: Subject) {
        for (record, known) in &other.records {
            if known.0 == subject {
                self.records.insert(*record, known.clone());
            }
        }
    }

    /// Says which steps of an act had no effect here.
    pub fn without_effect(&self, act: u64) -> Vec<(Event, NoEffect)> {
        let act = ActId::from_bytes(id16(act));
        let mut found = Vec::new();
        for (subject, entry) in self.records.values().filter(|(_, own)| own.act == act) {
            let steps = match subject {
                Subject::Dossier(id) => self.dossier(*id).steps,
                Subject::Handoff(id) => self.handoff(*id).steps,
            };
            let step = steps.iter().find(|step| step.record == entry.record());
            let reason = step.and_then(|step| step.no_effect);
            found.extend(reason.map(|reason| (entry.event.clone(), reason)));
        }
        found
    }

    pub fn hear(&mut self, other: &Self) {
        for (record, known) in &other.records {
            self.records.entry(*record).or_insert_with(|| known.clone());
        }
    }
}

pub fn procedure() -> ProcedureFacts {
    ProcedureFacts {
        sector: "Hộ tịch".to_owned(),
        catalogue_version: 1,
        is_postal_in: true,
        due_at: Some(i64::MAX),
    }
}

pub fn paper(number: u64) -> Paper {
    Paper {
        id: PaperId::from_bytes(id16(number)),
        name: "Giấy chứng sinh".to_owned(),
        form: PaperForm::Original,
        count: 1,
        irreplaceable: true,
        fate: PaperFate::Compare,
    }
}

pub fn reception(papers: Vec<Paper>) -> Reception {
    Reception {
        applicant: Applicant {
            name: "Nguyễn Thị Mẫu".to_owned(),
            id_number: Some("001190000001".to_owned()),
            address: "Thôn Mẫu".to_owned(),
            ..Applicant::default()
        },
        submitter: None,
        procedure_code: "1.001193".to_owned(),
        channel_in: Channel::Direct,
        return_channel: ReturnChannel::Counter,
        request: "Khai sinh".to_owned(),
        sets: 1,
        papers,
        presented: Vec::new(),
        missing: Vec::new(),
        missing_reason: None,
        entered_due: None,
        is_twin: false,
    }
}

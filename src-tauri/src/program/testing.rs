//! A desk of two offices for this crate's own tests, in a folder of its own and without a line:
//! what a server would answer is handed in.

use domain::id::{ActId, DeviceId, PersonId, UnitId};
use domain::number::Lane;
use domain::roster::{Assignment, DeskEntry, Duty, Roster, StaffMember, Unit, UnitKind};
use ledger::id::{Incarnation, ServerId};
use ledger::publication::{Publication, PublicationBody, PublicationKind};
use ledger::{
    AuthoritySet, Certificate, CertificateBody, CertificateChain, CertificateSubject, Signer,
    SigningKey, VerificationKey,
};
use serde_json::{Value, json};
use store::desk::{Desk, Enrolment};
use store::failure::Failure;
use sync::identity::ServerKeys;
use sync::protocol::ActivateRequest;
use tempfile::TempDir;

use super::Program;
use crate::command;
use crate::error::{Answer, CommandError};
use crate::home::Home;

/// The One-stop centre.
pub(crate) const CENTRE: UnitId = UnitId::from_bytes([0xa0; 16]);
/// The postal culture house, whose staff work at the same desk.
pub(crate) const POST: UnitId = UnitId::from_bytes([0xb0; 16]);
/// Vũ Thị Lan, clerk.
pub(crate) const LAN: PersonId = PersonId::from_bytes([0xa1; 16]);
/// Hoàng Thị Hoa, postal worker.
pub(crate) const HOA: PersonId = PersonId::from_bytes([0xb1; 16]);
/// Lý A Páo, employed by the post, assigned to receive as the One-stop.
pub(crate) const PAO: PersonId = PersonId::from_bytes([0xb2; 16]);
/// Everybody's PIN.
pub(crate) const PIN: &str = "482913";
/// Đăng ký khai sinh.
const BIRTH: &str = "1.001193";

/// An enrolled desk.
pub(crate) struct Counter {
    pub(crate) program: Program,
    roster: Roster,
    version: u64,
    folder: TempDir,
    acts: u8,
}

impl Counter {
    /// Enrols a desk of the centre; nobody is activated.
    pub(crate) fn enrolled() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = Program::start(Home::under(folder.path())).unwrap();
        program.make_device().unwrap();
        let (device, enrolment) = program
            .with_desk(|desk| Ok((DeviceId::from_bytes(*desk.device().as_bytes()), of(desk))))
            .unwrap();
        let mut counter = Self {
            program,
            roster: roster(device),
            version: 0,
            folder,
            acts: 0,
        };
        counter.publish();
        let moment = counter.program.system_moment();
        counter
            .program
            .with_desk(|desk| desk.enrol(enrolment, moment))
            .unwrap();
        counter
    }

    /// Enrols a desk where Lan works.
    pub(crate) fn at_work() -> Self {
        let mut counter = Self::enrolled();
        counter.activate(LAN).unwrap();
        counter
            .call("unlock", json!({ "person_id": LAN, "pin": PIN }))
            .unwrap();
        counter
    }

    /// Tells the desk what its roster says.
    pub(crate) fn publish(&mut self) {
        self.version += 1;
        publish(&self.program, &self.roster, self.version).unwrap();
    }

    /// Has the roster vouch for a key.
    pub(crate) fn vouch_for(&mut self, person: PersonId, key: [u8; 32]) {
        vouch_for(&mut self.roster, person, key);
        self.publish();
    }

    /// Has the roster give a person duties from now on, in the place of those that she had.
    pub(crate) fn assign(&mut self, person: PersonId, duties: &[(Duty, UnitId)]) {
        let assignments = &mut self.roster.assignments;
        assignments.retain(|own| own.person != person);
        let given = duties
            .iter()
            .map(|(duty, unit)| assignment(person, *duty, *unit));
        assignments.extend(given);
        self.publish();
    }

    /// Adds a member of staff, whom nobody has activated.
    pub(crate) fn hire(&mut self, id: PersonId, name: &str, duties: &[(Duty, UnitId)]) {
        self.roster.staff.push(StaffMember {
            id,
            name: name.to_owned(),
            unit: CENTRE,
            key: None,
            desk_keys: Vec::new(),
        });
        self.assign(id, duties);
    }

    /// Activates a person; the server knows her code.
    pub(crate) fn activate(&mut self, person: PersonId) -> Answer<()> {
        let Self {
            program,
            roster,
            version,
            ..
        } = self;
        *version += 1;
        program.activate_by(person, "code", PIN, |request| {
            vouch_for(roster, person, *request.key.as_bytes());
            publish(program, roster, *version)
                .map_err(|failure| CommandError::from_failure(&failure))
        })
    }

    /// Tries to activate a person under a PIN; the server answers so. Gives what it was asked.
    pub(crate) fn try_to_activate(
        &self,
        person: PersonId,
        pin: &str,
        answer: CommandError,
    ) -> (CommandError, Option<[u8; 32]>) {
        let mut asked = None;
        let refused = self
            .program
            .activate_by(person, "code", pin, |request: &ActivateRequest| {
                asked = Some(*request.key.as_bytes());
                Err(answer)
            });
        (refused.unwrap_err(), asked)
    }

    /// Stops the program and starts it again.
    pub(crate) fn restart(self) -> Self {
        self.program.close();
        let program = Program::start(self.home()).unwrap();
        Self { program, ..self }
    }

    /// Where everything lies.
    pub(crate) fn home(&self) -> Home {
        Home::under(self.folder.path())
    }

    /// Asks as the window does.
    pub(crate) fn call(&self, name: &str, input: Value) -> Answer<Value> {
        command::call(&self.program, name, input)
    }

    /// Signs a person in.
    pub(crate) fn sign_in(&self, person: PersonId) {
        self.call("unlock", json!({ "person_id": person, "pin": PIN }))
            .unwrap();
    }

    /// Makes an id for an act.
    pub(crate) fn act_id(&mut self) -> ActId {
        self.acts += 1;
        ActId::from_bytes([self.acts; 16])
    }

    /// Receives a dossier with papers, each given as its name, originals and copies.
    pub(crate) fn receive(&mut self, papers: &[(&str, u32, u32)]) -> Value {
        let form = reception(self.act_id(), papers);
        self.call("receive_dossier", form).unwrap()
    }

    /// Offers a dossier to the post as the person signed in.
    pub(crate) fn offer(&mut self, dossier: &Value) -> Value {
        let form = json!({
            "act_id": self.act_id(), "to_unit_id": POST, "to_person_id": null,
            "lines": [{ "dossier_id": dossier["dossier_id"], "paper_ids": null }],
            "counted_bundles": 1, "pin": PIN,
        });
        self.call("offer_handoff", form).unwrap()
    }

    /// Accepts as a person beside, each paper as given: by name, its outcome and a note.
    pub(crate) fn accept(
        &self,
        taker: PersonId,
        pin: &str,
        (dossier, handoff): (&Value, &Value),
        found: &[(&str, &str, &str)],
    ) -> Answer<Value> {
        let view = self.call(
            "get_dossier",
            json!({ "dossier_id": dossier["dossier_id"] }),
        )?;
        let papers = view["papers"].as_array().unwrap().iter().map(|paper| {
            let (_, outcome, note) = found
                .iter()
                .find(|(name, ..)| paper["name"] == *name)
                .unwrap_or(&("", "accepted", ""));
            json!({ "paper_id": paper["paper_id"], "outcome": outcome, "note": note })
        });
        let papers: Vec<Value> = papers.collect();
        self.call(
            "accept_handoff",
            json!({
                "handoff_id": handoff["handoff_id"], "taker_person_id": taker, "pin": pin,
                "counted_bundles": 1,
                "lines": [{ "dossier_id": dossier["dossier_id"], "papers": papers }],
            }),
        )
    }
}

/// A reception as the window fills it in.
pub(crate) fn reception(act_id: ActId, papers: &[(&str, u32, u32)]) -> Value {
    let papers = papers.iter().map(|(name, originals, copies)| {
        json!({
            "name": name, "originals": originals, "certified_copies": 0, "copies": copies,
            "fate": "submit", "irreplaceable": false,
        })
    });
    json!({
        "act_id": act_id, "procedure_code": BIRTH, "channel_in": "direct",
        "return_channel": "counter", "request": "Khai sinh", "sets": 1,
        "applicant": {
            "kind": "person", "name": "Nguyễn Thị Ước", "id_number": "004190001234",
            "id_kind": "cccd", "birth": "1990-02-01", "sex": "F", "address": "Thôn Đoài",
            "phone": null, "contact": null,
        },
        "submitter": null, "papers": papers.collect::<Vec<_>>(), "missing": [],
        "missing_reason": null, "due_at": "2099-01-05T10:00:00+07:00",
        "due_reason": "theo bảng niêm yết", "duplicate_acknowledged": true,
    })
}

fn publish(program: &Program, roster: &Roster, version: u64) -> Result<(), Failure> {
    let body = PublicationBody {
        kind: PublicationKind::Roster,
        version,
        body: published(roster),
    };
    let publication = Publication::sign(body, &SigningKey::from_bytes([0x51; 32]));
    let mut desk = super::held(&program.desk);
    let desk = desk.as_mut().ok_or(Failure::Closed)?;
    desk.exchange(0, |exchange| exchange.take_publication(&publication))?;
    program.rules.note_roster();
    Ok(())
}

fn vouch_for(roster: &mut Roster, person: PersonId, key: [u8; 32]) {
    for member in &mut roster.staff {
        if member.id == person {
            member.key = Some(key);
        }
    }
}

fn unit(id: UnitId, kind: UnitKind, name: &str) -> Unit {
    Unit {
        id,
        kind,
        name: name.to_owned(),
        short_name: name.to_owned(),
        commune_code: "01279".to_owned(),
        commune_name: "xã Hưng Đạo".to_owned(),
        province_name: "Cao Bằng".to_owned(),
        dossier_code_prefix: "H14.12".to_owned(),
    }
}

fn assignment(person: PersonId, duty: Duty, unit: UnitId) -> Assignment {
    Assignment {
        person,
        duty,
        unit,
        sectors: Vec::new(),
        decision_no: "12/QĐ".to_owned(),
        from: 0,
        until: None,
    }
}

fn roster(device: DeviceId) -> Roster {
    let person = |id, name: &str, unit| StaffMember {
        id,
        name: name.to_owned(),
        unit,
        key: None,
        desk_keys: Vec::new(),
    };
    Roster {
        units: vec![
            unit(
                CENTRE,
                UnitKind::OneStop,
                "Trung tâm Phục vụ hành chính công",
            ),
            unit(POST, UnitKind::Post, "Bưu điện văn hóa xã"),
        ],
        staff: vec![
            person(LAN, "Vũ Thị Lan", CENTRE),
            person(HOA, "Hoàng Thị Hoa", POST),
            person(PAO, "Lý A Páo", POST),
        ],
        assignments: vec![
            assignment(LAN, Duty::OneStopReception, CENTRE),
            assignment(HOA, Duty::Postal, POST),
            assignment(PAO, Duty::OneStopReception, CENTRE),
        ],
        desks: vec![DeskEntry {
            device,
            unit: CENTRE,
            desk_no: 2,
            shared_with: vec![POST],
        }],
    }
}

fn of(desk: &Desk) -> Enrolment {
    let subject = CertificateSubject::Device {
        device: desk.device(),
        unit: ledger::id::UnitId::from_bytes(*CENTRE.as_bytes()),
        desk_no: 2,
    };
    Enrolment {
        unit: CENTRE,
        desk_no: 2,
        commune_code: "01279".to_owned(),
        lane: Lane::new(2).unwrap(),
        spare_lane: Lane::new(6).unwrap(),
        is_training: false,
        server: ServerId::from_bytes([9; 16]),
        authority: sync::protocol::write(&authorities()),
        identity: vec![2],
        certificate: chain(subject, desk.signer().verification_key()).encode(),
    }
}

fn authority() -> SigningKey {
    SigningKey::from_bytes([0x41; 32])
}

fn authorities() -> AuthoritySet {
    AuthoritySet {
        keys: vec![authority().verification_key()],
        threshold: 1,
    }
}

/// Certifies a key under its office, whose key follows from its id.
pub(crate) fn chain(subject: CertificateSubject, key: VerificationKey) -> CertificateChain {
    let certify = |subject, key: VerificationKey, signer: &dyn Signer| {
        let body = CertificateBody {
            subject,
            key,
            valid_from: 0,
            valid_until: None,
        };
        Certificate::issue(body, &[(0, signer)])
    };
    let unit = subject.unit();
    let unit_key = SigningKey::from_bytes([unit.as_bytes()[0]; 32]);
    let above = CertificateSubject::Unit { unit };
    CertificateChain::new(
        certify(above, unit_key.verification_key(), &authority()),
        certify(subject, key, &unit_key),
    )
}

/// The roster's body as the server publishes it: with the certificates of everybody's key.
fn published(roster: &Roster) -> Vec<u8> {
    let certified = roster.staff.iter().filter_map(|member| {
        let subject = CertificateSubject::Person {
            person: super::ledger_person(member.id),
            unit: ledger::id::UnitId::from_bytes(*member.unit.as_bytes()),
            device: None,
        };
        let key = VerificationKey::from_bytes(member.key?);
        Some(chain(subject, key).encode())
    });
    let certified: Vec<_> = certified.collect();
    // Two more pairs in the map of four: chains under key 16, revoked devices under key 17.
    let mut body = roster.encode();
    body[0] += 2;
    body.extend([0x10, 0x80 + u8::try_from(certified.len()).unwrap()]);
    body.extend(certified.concat());
    body.extend([0x11, 0x80]);
    body
}

/// Keys of a server, one for all that it signs.
pub(crate) fn server_keys() -> ServerKeys {
    let own = SigningKey::from_bytes([0x51; 32]).verification_key();
    ServerKeys {
        server: ServerId::from_bytes([9; 16]),
        version: 1,
        receipt: own,
        checkpoint: own,
        publication: own,
        chain: own,
        device: own.device_id(),
        incarnation: Incarnation::from_bytes([3; 16]),
        unit: ledger::UnitId::from_bytes([0xd1; 16]),
        valid_from: 0,
    }
}

//! A small commune for this crate's own tests: two offices, four people, one authority, desks
//! in temporary folders. Everything is drawn from a seed, and the clock is a number.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use domain::decide::{Actor, Command, Manifest, ProcedureFacts, Reception};
use domain::event::{Applicant, Channel, PaperOutcome, ReturnChannel, TickedLine, TickedPaper};
use domain::id::{ActId, DossierId, HandoffId, PaperId, PersonId, UnitId};
use domain::number::Lane;
use domain::paper::{Paper, PaperFate, PaperForm};
use domain::party::Party;
use domain::roster::{Assignment, Duty, Roster, StaffMember, Unit, UnitKind};
use ledger::id::{DeviceId, Incarnation, ServerId};
use ledger::judge::KeySource;
use ledger::publication::{Publication, PublicationBody, PublicationKind};
use ledger::{
    AuthoritySet, Certificate, CertificateBody, CertificateChain, CertificateSubject, ClockGrade,
    Signer, SigningKey, VerificationKey,
};
use tempfile::TempDir;

use crate::desk::{Desk, DeskOptions, Enrolment, SystemMoment};
use crate::entropy::SeededEntropy;
use crate::keys::cost::PinCost;
use crate::keys::folder::DutyId;
use crate::keys::pin::Pin;
use crate::keys::secret_keeper::FolderKeeper;
use crate::keys::tries::Moment;
use crate::keys::vault::{NewPerson, Opened, Unlocked, Vault, VaultOptions};
use crate::{Act, Done, Failure, Reader, Viewer, file};

/// Office A: the One-stop centre of xã Hưng Đạo.
pub(crate) const CENTRE: UnitId = UnitId::from_bytes([0xa0; 16]);
/// Office B: its postal culture house.
pub(crate) const POST: UnitId = UnitId::from_bytes([0xb0; 16]);
/// Vũ Thị Lan, clerk.
pub(crate) const LAN: PersonId = PersonId::from_bytes([0xa1; 16]);
/// Nông Văn Nam, clerk.
pub(crate) const NAM: PersonId = PersonId::from_bytes([0xa2; 16]);
/// Hoàng Thị Hoa, postal worker.
pub(crate) const HOA: PersonId = PersonId::from_bytes([0xb1; 16]);
/// 22 November 2026, 08:00 in Hưng Đạo.
pub(crate) const MORNING: i64 = 1_795_309_200_000_000;
const PROCEDURE: &str = "1.001193";

pub(crate) const fn reception_duty() -> DutyId {
    DutyId {
        unit: CENTRE,
        duty: Duty::OneStopReception,
    }
}

pub(crate) const fn postal_duty() -> DutyId {
    DutyId {
        unit: POST,
        duty: Duty::Postal,
    }
}

pub(crate) fn moment(monotonic: u64) -> Moment {
    Moment {
        wall: MORNING,
        monotonic,
        boot: [1; 16],
    }
}

pub(crate) fn system(now: i64) -> SystemMoment {
    SystemMoment {
        now,
        clock: ClockGrade::Unchecked,
        monotonic: 1,
    }
}

pub(crate) fn pin(digits: &str) -> Pin {
    Pin::parse(digits).unwrap()
}

/// Keys of everybody, as a roster's certificates would prove them.
#[derive(Default, Clone)]
pub(crate) struct Keys {
    pub(crate) devices: BTreeMap<DeviceId, VerificationKey>,
    pub(crate) people: BTreeMap<ledger::PersonId, VerificationKey>,
}

impl KeySource for Keys {
    fn find_device_key(&self, device: DeviceId, _: Incarnation) -> Option<VerificationKey> {
        self.devices.get(&device).copied()
    }

    fn find_author_key(
        &self,
        person: ledger::PersonId,
        _: ledger::DeviceId,
    ) -> Option<VerificationKey> {
        self.people.get(&person).copied()
    }
}

/// One PC with its people, in folders of its own.
pub(crate) struct Office {
    pub(crate) folder: TempDir,
    pub(crate) vault: Vault,
    pub(crate) opened: Opened,
    pub(crate) options: DeskOptions,
    pub(crate) desk: Desk,
    pub(crate) people: BTreeMap<PersonId, Unlocked>,
    pub(crate) now: i64,
    made: u64,
    seed: u64,
}

pub(crate) fn vault_options(folder: &Path, seed: u64) -> VaultOptions {
    VaultOptions {
        folder: folder.join("keys"),
        keeper: Arc::new(FolderKeeper::new(folder.join("secret"))),
        entropy: Arc::new(SeededEntropy::new(seed)),
        cost: PinCost::FLOOR,
    }
}

pub(crate) fn desk_options(folder: &Path, seed: u64) -> DeskOptions {
    std::fs::create_dir_all(folder.join("desk")).unwrap();
    DeskOptions {
        file: file::Options::new(folder.join("desk")),
        anchor_folder: folder.join("anchor"),
        entropy: Arc::new(SeededEntropy::new(seed.wrapping_add(1_000))),
    }
}

impl Office {
    /// Sets up a desk of an office where the clerk Lan and the postal worker Hoa are activated.
    pub(crate) fn open(unit: UnitId, desk_no: u8) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let seed = u64::from(desk_no);
        let (mut vault, opened) = Vault::create_device(vault_options(folder.path(), seed)).unwrap();
        let options = desk_options(folder.path(), seed);
        let mut desk =
            Desk::create(&options, opened.file_key.clone(), opened.device.clone()).unwrap();
        let mut people = BTreeMap::new();
        for (person, employer, duty) in
            [(LAN, CENTRE, reception_duty()), (HOA, POST, postal_duty())]
        {
            let digits = pin("123456");
            let new = NewPerson {
                person,
                unit: employer,
                pin: &digits,
                duties: vec![duty],
            };
            people.insert(person, vault.add_person(&opened, &new, &[]).unwrap());
        }
        desk.set_duty_keys(vault.duty_keys());
        desk.enrol(enrolment(unit, desk_no, &desk), system(MORNING))
            .unwrap();
        let mut office = Self {
            folder,
            vault,
            opened,
            options,
            desk,
            people,
            now: MORNING,
            made: 0,
            seed,
        };
        office.publish_roster(1);
        office
    }

    pub(crate) fn publish_roster(&mut self, version: u64) {
        let publication = roster_publication(version);
        self.desk
            .exchange(MORNING, |exchange| exchange.take_publication(&publication))
            .unwrap();
    }

    pub(crate) fn reader(&self) -> Reader {
        self.desk.open_reader().unwrap()
    }

    pub(crate) fn viewer(&self, person: PersonId) -> Viewer {
        Viewer::of(&self.people[&person])
    }

    pub(crate) fn fresh(&mut self) -> [u8; 16] {
        self.made += 1;
        let digest = ledger::Hash::of(&[&self.seed.to_be_bytes(), &self.made.to_be_bytes()]);
        let mut id = [0; 16];
        id.copy_from_slice(&digest.as_bytes()[..16]);
        id
    }

    pub(crate) fn act(&mut self, person: PersonId, command: Command) -> Result<Done, Failure> {
        let id = ActId::from_bytes(self.fresh());
        self.act_as(id, person, command)
    }

    pub(crate) fn act_as(
        &mut self,
        id: ActId,
        person: PersonId,
        command: Command,
    ) -> Result<Done, Failure> {
        self.now += 1_000_000;
        let unlocked = &self.people[&person];
        self.desk.transact(&Act {
            id,
            now: self.now,
            clock: ClockGrade::Unchecked,
            monotonic: 7,
            actor: Actor {
                person,
                unit: unlocked.unit,
            },
            signer: &unlocked.signer,
            procedure: Some(procedure(self.now)),
            command,
        })
    }

    /// Receives a dossier with one original and one copy.
    pub(crate) fn receive(&mut self, name: &str) -> (DossierId, Vec<PaperId>) {
        let dossier = DossierId::from_bytes(self.fresh());
        let papers = vec![self.paper(PaperForm::Original), self.paper(PaperForm::Copy)];
        let ids = papers.iter().map(|paper| paper.id).collect();
        let reception = Box::new(reception(name, papers));
        self.act(LAN, Command::ReceiveDossier { dossier, reception })
            .unwrap();
        (dossier, ids)
    }

    pub(crate) fn offer(&mut self, dossier: DossierId) -> HandoffId {
        let handoff = HandoffId::from_bytes(self.fresh());
        let to = Party {
            unit: POST,
            person: None,
        };
        let manifest = Manifest {
            handoff,
            to,
            lines: vec![(dossier, Vec::new())],
            counted_bundles: 1,
        };
        self.act(LAN, Command::OfferHandoff(manifest)).unwrap();
        handoff
    }

    pub(crate) fn accept(
        &mut self,
        handoff: HandoffId,
        dossier: DossierId,
        papers: &[PaperId],
        outcome: PaperOutcome,
    ) -> Result<Done, Failure> {
        self.accept_as(HOA, handoff, dossier, papers, outcome)
    }

    pub(crate) fn accept_as(
        &mut self,
        person: PersonId,
        handoff: HandoffId,
        dossier: DossierId,
        papers: &[PaperId],
        outcome: PaperOutcome,
    ) -> Result<Done, Failure> {
        let papers = papers
            .iter()
            .map(|paper| TickedPaper {
                paper: *paper,
                outcome,
            })
            .collect();
        let lines = vec![TickedLine { dossier, papers }];
        let notes = Vec::new();
        self.act(
            person,
            Command::AcceptHandoff {
                handoff,
                lines,
                notes,
                counted_bundles: 1,
                dues: Vec::new(),
            },
        )
    }

    pub(crate) fn paper(&mut self, form: PaperForm) -> Paper {
        Paper {
            id: PaperId::from_bytes(self.fresh()),
            name: "Giấy chứng sinh".into(),
            form,
            count: 1,
            irreplaceable: form == PaperForm::Original,
            fate: PaperFate::Compare,
        }
    }

    /// Closes the desk, puts an earlier copy of its file back and opens that.
    pub(crate) fn put_back(mut self, copy: &[u8]) -> Self {
        self.desk.close().unwrap();
        std::fs::write(self.options.file.path(), copy).unwrap();
        let (mut desk, report) = Desk::open(
            &self.options,
            self.opened.file_key.clone(),
            self.opened.device.clone(),
        )
        .unwrap();
        assert!(report.restored.is_some());
        desk.set_duty_keys(self.vault.duty_keys());
        self.desk = desk;
        self
    }

    /// Closes the desk and opens it again.
    pub(crate) fn reopen(mut self) -> (Self, crate::OpenReport) {
        self.desk.close().unwrap();
        let (mut desk, report) = Desk::open(
            &self.options,
            self.opened.file_key.clone(),
            self.opened.device.clone(),
        )
        .unwrap();
        desk.set_duty_keys(self.vault.duty_keys());
        self.desk = desk;
        (self, report)
    }
}

pub(crate) fn reception(name: &str, papers: Vec<Paper>) -> Reception {
    Reception {
        applicant: Applicant {
            name: name.into(),
            id_number: Some("004190001234".into()),
            birth: Some("1990-02-01".into()),
            address: "Thôn Đoài".into(),
            phone: Some("0912 345 678".into()),
            ..Applicant::default()
        },
        submitter: None,
        procedure_code: PROCEDURE.into(),
        channel_in: Channel::Direct,
        return_channel: ReturnChannel::Counter,
        request: "Khai sinh".into(),
        sets: 1,
        papers,
        presented: Vec::new(),
        missing: Vec::new(),
        missing_reason: None,
        entered_due: None,
        is_twin: true,
    }
}

pub(crate) fn procedure(now: i64) -> ProcedureFacts {
    ProcedureFacts {
        sector: "Hộ tịch".into(),
        catalogue_version: 1,
        is_postal_in: true,
        due_at: Some(now + 86_400_000_000),
    }
}

pub(crate) fn server_key() -> SigningKey {
    SigningKey::from_bytes([0x51; 32])
}

pub(crate) fn roster_publication(version: u64) -> Publication {
    let body = PublicationBody {
        kind: PublicationKind::Roster,
        version,
        body: roster().encode(),
    };
    Publication::sign(body, &server_key())
}

fn unit(id: UnitId, kind: UnitKind, name: &str) -> Unit {
    Unit {
        id,
        kind,
        name: name.into(),
        short_name: name.into(),
        commune_code: "01279".into(),
        commune_name: "xã Hưng Đạo".into(),
        province_name: "Cao Bằng".into(),
        dossier_code_prefix: "H14.12".into(),
    }
}

pub(crate) fn roster() -> Roster {
    let person = |id, name: &str, unit| StaffMember {
        id,
        name: name.into(),
        unit,
        key: None,
        desk_keys: Vec::new(),
    };
    let assignment = |person, duty, unit| Assignment {
        person,
        duty,
        unit,
        sectors: Vec::new(),
        decision_no: "12/QĐ".into(),
        from: 0,
        until: None,
    };
    Roster {
        units: vec![
            unit(
                CENTRE,
                UnitKind::OneStop,
                "Trung tâm Phục vụ hành chính công xã Hưng Đạo",
            ),
            unit(POST, UnitKind::Post, "Bưu điện văn hóa xã Hưng Đạo"),
        ],
        staff: vec![
            person(LAN, "Vũ Thị Lan", CENTRE),
            person(NAM, "Nông Văn Nam", CENTRE),
            person(HOA, "Hoàng Thị Hoa", POST),
        ],
        assignments: vec![
            assignment(LAN, Duty::OneStopReception, CENTRE),
            assignment(NAM, Duty::OneStopReception, CENTRE),
            assignment(HOA, Duty::Postal, POST),
        ],
        desks: Vec::new(),
    }
}

/// Certifies a person of the centre as her unit does.
pub(crate) fn certify_person(person: PersonId, key: VerificationKey) -> CertificateChain {
    let subject = CertificateSubject::Person {
        person: crate::ids::ledger_person(person),
        unit: crate::ids::ledger_unit(CENTRE),
        device: None,
    };
    certify(subject, key)
}

fn certify(subject: CertificateSubject, key: VerificationKey) -> CertificateChain {
    let authority = SigningKey::from_bytes([0x41; 32]);
    let unit_key = SigningKey::from_bytes([0x42; 32]);
    let issue = |subject, key: VerificationKey, signer: &dyn Signer| {
        let body = CertificateBody {
            subject,
            key,
            valid_from: 0,
            valid_until: None,
        };
        Certificate::issue(body, &[(0, signer)])
    };
    let above = CertificateSubject::Unit {
        unit: subject.unit(),
    };
    CertificateChain::new(
        issue(above, unit_key.verification_key(), &authority),
        issue(subject, key, &unit_key),
    )
}

fn enrolment(unit: UnitId, desk_no: u8, desk: &Desk) -> Enrolment {
    let subject = CertificateSubject::Device {
        device: desk.device(),
        unit: crate::ids::ledger_unit(unit),
        desk_no: u16::from(desk_no),
    };
    let authorities = AuthoritySet {
        keys: vec![SigningKey::from_bytes([0x41; 32]).verification_key()],
        threshold: 1,
    };
    Enrolment {
        unit,
        desk_no,
        commune_code: "01279".into(),
        lane: Lane::new(desk_no).unwrap(),
        spare_lane: Lane::new(desk_no + 4).unwrap(),
        is_training: false,
        server: ServerId::from_bytes([9; 16]),
        authority: minicbor::to_vec(authorities).unwrap(),
        identity: identity(),
        certificate: certify(subject, desk.signer().verification_key()).encode(),
    }
}

/// The server's identity, as far as this crate reads it.
fn identity() -> Vec<u8> {
    let mut keys = minicbor::Encoder::new(Vec::new());
    let device = server_key().verification_key().device_id();
    keys.map(1).unwrap().u8(6).unwrap().encode(device).unwrap();
    let mut envelope = minicbor::Encoder::new(Vec::new());
    let fields = envelope.map(1).unwrap().u8(0).unwrap();
    fields.bytes(&keys.into_writer()).unwrap();
    envelope.into_writer()
}

/// Collects the keys of some offices.
pub(crate) fn keys_of(offices: &[&Office]) -> Keys {
    let mut keys = Keys::default();
    for office in offices {
        keys.devices.insert(
            office.desk.device(),
            office.desk.signer().verification_key(),
        );
        for (person, unlocked) in &office.people {
            let person = crate::ids::ledger_person(*person);
            keys.people
                .entry(person)
                .or_insert(unlocked.signer.verification_key());
        }
    }
    keys
}

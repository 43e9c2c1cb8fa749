//! A commune for tests: two offices at one counter, their staff, their desks, and the keys that
//! everything is certified with. All of it follows from nothing but the names here, so that a
//! failing seed needs no files.
//!
//! The people are the demo's; the keys are worth nothing.

use std::sync::Arc;

use domain::id::{DeviceId as OfficeDevice, PersonId, UnitId};
use domain::number::Lane;
use domain::roster::{Assignment, DeskEntry, Duty, Roster, StaffMember, Unit, UnitKind};
use ledger::publication::{Publication, PublicationBody, PublicationKind};
use ledger::{
    AuthoritySet, Certificate, CertificateBody, CertificateChain, CertificateSubject, DeviceId,
    Epoch, Incarnation, KeySource, ServerId, Signer, SigningKey, VerificationKey,
};
use store::ids::{ledger_person, ledger_unit};
use store::keys::folder::DutyId;
use store::{Enrolment, desk::SystemMoment};

/// 20 November 2026, 08:00 in Vietnam, µs UTC: when the tests' day begins.
pub const MORNING: i64 = 1_795_136_400_000_000;
/// Since when certificates and duties are valid.
const LONG_AGO: i64 = MORNING - 86_400_000_000 * 100;

/// A member of staff with her key.
#[derive(Debug)]
pub struct Person {
    /// Her id.
    pub id: PersonId,
    /// Her name.
    pub name: &'static str,
    /// Her office.
    pub unit: UnitId,
    /// Her duty there.
    pub duty: Duty,
    /// Signs as her.
    pub key: SigningKey,
}

/// A desk with its key.
#[derive(Debug)]
pub struct Device {
    /// Signs as the desk.
    pub key: Arc<SigningKey>,
    /// Its office.
    pub unit: UnitId,
    /// Its number within the commune.
    pub desk_no: u8,
}

/// The commune.
#[derive(Debug)]
pub struct Commune {
    /// The One-stop centre.
    pub one_stop: UnitId,
    /// The postal culture house.
    pub post: UnitId,
    /// Receives at the One-stop.
    pub lan: Person,
    /// Receives at the One-stop too, and supervises.
    pub nam: Person,
    /// Carries for the post.
    pub hoa: Person,
    /// The desk under test, at the One-stop, shared with the post.
    pub desk: Device,
    /// Another desk of the One-stop.
    pub other_desk: Device,
    /// Signs receipts and publications.
    pub server: SigningKey,
    authorities: [SigningKey; 3],
}

impl Default for Commune {
    fn default() -> Self {
        let (one_stop, post) = (
            UnitId::from_bytes([0xa1; 16]),
            UnitId::from_bytes([0xb1; 16]),
        );
        let person = |seed, name, unit, duty| Person {
            id: PersonId::from_bytes([seed; 16]),
            name,
            unit,
            duty,
            key: SigningKey::from_bytes([seed; 32]),
        };
        let device = |seed, desk_no| Device {
            key: Arc::new(SigningKey::from_bytes([seed; 32])),
            unit: one_stop,
            desk_no,
        };
        Self {
            one_stop,
            post,
            lan: person(1, "Vũ Thị Lan", one_stop, Duty::OneStopReception),
            nam: person(2, "Nông Văn Nam", one_stop, Duty::OneStopReception),
            hoa: person(3, "Hoàng Thị Hoa", post, Duty::Postal),
            desk: device(11, 2),
            other_desk: device(12, 4),
            server: SigningKey::from_bytes([21; 32]),
            authorities: [31, 32, 33].map(|seed| SigningKey::from_bytes([seed; 32])),
        }
    }
}

impl Commune {
    /// Everybody who signs in at the desks.
    pub fn staff(&self) -> [&Person; 3] {
        [&self.lan, &self.nam, &self.hoa]
    }

    /// The authorities, as desks pin them.
    pub fn authority_set(&self) -> AuthoritySet {
        AuthoritySet {
            keys: self
                .authorities
                .each_ref()
                .map(Signer::verification_key)
                .to_vec(),
            threshold: 2,
        }
    }

    /// The roster's first edition, signed by the server.
    pub fn roster_publication(&self) -> Publication {
        self.publish_roster(&self.roster(), 1)
    }

    /// An edition of a roster, signed by the server.
    pub fn publish_roster(&self, roster: &Roster, version: u64) -> Publication {
        let body = PublicationBody {
            kind: PublicationKind::Roster,
            version,
            body: roster.encode(),
        };
        Publication::sign(body, &self.server)
    }

    /// Offices, people, duties and desks.
    pub fn roster(&self) -> Roster {
        let staff = |person: &Person| StaffMember {
            id: person.id,
            name: person.name.to_owned(),
            unit: person.unit,
            key: Some(*person.key.verification_key().as_bytes()),
            desk_keys: Vec::new(),
        };
        let assignment = |person: &Person, duty| Assignment {
            person: person.id,
            duty,
            unit: person.unit,
            sectors: Vec::new(),
            decision_no: "mẫu".to_owned(),
            from: LONG_AGO,
            until: None,
        };
        let own = self.staff().map(|person| assignment(person, person.duty));
        let beside = assignment(&self.nam, Duty::Supervision);
        let desk = |device: &Device| DeskEntry {
            device: OfficeDevice::from_bytes(*device.id().as_bytes()),
            unit: device.unit,
            desk_no: device.desk_no,
            shared_with: vec![self.one_stop, self.post],
        };
        Roster {
            units: vec![
                unit(
                    self.one_stop,
                    UnitKind::OneStop,
                    "Trung tâm Phục vụ hành chính công",
                ),
                unit(self.post, UnitKind::Post, "Bưu điện văn hóa xã Hưng Đạo"),
            ],
            staff: self.staff().map(staff).to_vec(),
            assignments: own.into_iter().chain([beside]).collect(),
            desks: [&self.desk, &self.other_desk].map(desk).to_vec(),
        }
    }

    /// What the server gives a desk when a person has compared the words.
    ///
    /// # Panics
    /// When a desk number is no lane.
    pub fn enrolment(&self, device: &Device) -> Enrolment {
        let lane = |number| Lane::new(number).expect("desk numbers are small");
        Enrolment {
            unit: device.unit,
            desk_no: device.desk_no,
            commune_code: "01672".to_owned(),
            lane: lane(device.desk_no),
            spare_lane: lane(device.desk_no + 20),
            is_training: false,
            server: self.server_id(),
            authority: minicbor::to_vec(self.authority_set()).expect("an authority set encodes"),
            identity: Vec::new(),
            certificate: self.certify_device(device).encode(),
        }
    }

    /// The server's id.
    pub fn server_id(&self) -> ServerId {
        ServerId::from_bytes([0xd1; 16])
    }

    /// The life of the server's log.
    pub fn epoch(&self) -> Epoch {
        Epoch::from_bytes([0xe1; 16])
    }

    /// The duty that a person's parts are sealed to.
    pub fn duty_of(&self, person: &Person) -> DutyId {
        DutyId {
            unit: person.unit,
            duty: person.duty,
        }
    }

    fn certify_device(&self, device: &Device) -> CertificateChain {
        let unit = ledger_unit(device.unit);
        let unit_key = SigningKey::from_bytes([41; 32]);
        let of_unit = body(
            CertificateSubject::Unit { unit },
            unit_key.verification_key(),
        );
        let [first, second, _] = &self.authorities;
        let of_device = CertificateSubject::Device {
            device: device.id(),
            unit,
            desk_no: device.desk_no.into(),
        };
        CertificateChain::new(
            Certificate::issue(of_unit, &[(0, first), (1, second)]),
            Certificate::issue(
                body(of_device, device.key.verification_key()),
                &[(0, &unit_key)],
            ),
        )
    }
}

impl Device {
    /// The device's id, which follows from its key.
    pub fn id(&self) -> DeviceId {
        self.key.verification_key().device_id()
    }
}

impl KeySource for Commune {
    fn find_device_key(&self, device: DeviceId, _: Incarnation) -> Option<VerificationKey> {
        let devices = [&self.desk, &self.other_desk];
        let found = devices.into_iter().find(|known| known.id() == device);
        found.map(|known| known.key.verification_key())
    }

    fn find_author_key(&self, person: ledger::PersonId, _: DeviceId) -> Option<VerificationKey> {
        let staff = self.staff();
        let found = staff
            .into_iter()
            .find(|known| ledger_person(known.id) == person);
        found.map(|known| known.key.verification_key())
    }
}

/// The moment of a write that no person makes.
pub fn system_moment(now: i64) -> SystemMoment {
    SystemMoment {
        now,
        clock: ledger::ClockGrade::Trusted,
        monotonic: (now - MORNING).unsigned_abs(),
    }
}

fn unit(id: UnitId, kind: UnitKind, name: &str) -> Unit {
    Unit {
        id,
        kind,
        name: name.to_owned(),
        short_name: name.to_owned(),
        commune_code: "01672".to_owned(),
        commune_name: "xã Hưng Đạo".to_owned(),
        province_name: "Cao Bằng".to_owned(),
        dossier_code_prefix: "X99.01".to_owned(),
    }
}

fn body(subject: CertificateSubject, key: VerificationKey) -> CertificateBody {
    CertificateBody {
        subject,
        key,
        valid_from: LONG_AGO,
        valid_until: None,
    }
}

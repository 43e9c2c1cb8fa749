//! Publications as they arrive: signed, stored by a real desk, put in force or left out.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::calendar;
use domain::catalogue::CatalogueTables;
use domain::event::Channel;
use domain::published::{write_calendar, write_catalogue};
use ledger::id::{DeviceId, Incarnation, ServerId, UnitId};
use ledger::publication::{Publication, PublicationBody};
use ledger::{Signer, SigningKey};
use store::desk::{Desk, DeskOptions};
use store::entropy::SystemEntropy;
use store::file::FileKey;
use sync::drive::DeskFile as _;
use sync::identity::ServerKeys;
use sync::session::Effect;
use tempfile::TempDir;

use super::*;
use crate::program::exchange::ExchangeFile;

/// Đăng ký khai sinh.
const BIRTH: &str = "1.001193";
const SHIPPED_NAME: &str = "Đăng ký khai sinh";

fn server_key() -> SigningKey {
    SigningKey::from_bytes([7; 32])
}

/// A desk in a folder of its own, with the exchange that brings it publications.
struct Place {
    desk: Arc<Mutex<Option<Desk>>>,
    rules: Arc<Rules>,
    file: ExchangeFile,
    _folder: TempDir,
}

impl Place {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let anchor_folder = folder.path().join("anchor");
        let file_folder = folder.path().join("file");
        std::fs::create_dir_all(&anchor_folder).unwrap();
        std::fs::create_dir_all(&file_folder).unwrap();
        let options = DeskOptions {
            file: store::file::Options::new(file_folder),
            anchor_folder,
            entropy: Arc::new(SystemEntropy),
        };
        let device = Arc::new(SigningKey::from_bytes([3; 32]));
        let key = FileKey::new([1; 32], [2; 16]);
        let desk = Desk::create(&options, key, device).unwrap();
        let desk = Arc::new(Mutex::new(Some(desk)));
        let rules = Arc::new(Rules::shipped());
        let server = server_keys();
        let (own, in_force) = (Arc::clone(&desk), Arc::clone(&rules));
        let file = ExchangeFile::open(own, &server, in_force, Arc::default()).unwrap();
        Self {
            desk,
            rules,
            file,
            _folder: folder,
        }
    }

    /// Brings a signed publication as the exchange does.
    fn bring(&mut self, kind: PublicationKind, version: u64, body: Vec<u8>) {
        let body = PublicationBody {
            kind,
            version,
            body,
        };
        let publication = Publication::sign(body, &server_key());
        publication
            .verify(&server_key().verification_key())
            .unwrap();
        self.file
            .store(&[Effect::Publications(vec![publication])])
            .unwrap();
    }

    fn reader(&self) -> Reader {
        held(&self.desk).as_ref().unwrap().open_reader().unwrap()
    }

    fn alarms(&self) -> Vec<String> {
        let alarms = self.reader().list_alarms().unwrap();
        alarms.into_iter().map(|alarm| alarm.detail).collect()
    }
}

fn server_keys() -> ServerKeys {
    let key = server_key().verification_key();
    ServerKeys {
        server: ServerId::from_bytes([1; 16]),
        version: 1,
        receipt: key,
        checkpoint: key,
        publication: key,
        chain: key,
        device: DeviceId::from_bytes([2; 16]),
        incarnation: Incarnation::from_bytes([3; 16]),
        unit: UnitId::from_bytes([4; 16]),
        valid_from: 0,
    }
}

/// The catalogue that ships, with one procedure called otherwise.
fn catalogue(title: &str) -> Vec<u8> {
    let shipped = Catalogue::starter_tables();
    let procedures = shipped
        .procedures
        .replace(&format!(",{SHIPPED_NAME},"), &format!(",{title},"));
    assert_ne!(procedures, shipped.procedures);
    write_catalogue(&CatalogueTables {
        procedures: &procedures,
        ..shipped
    })
}

fn title_in_force(rules: &Rules) -> (u64, String) {
    let in_force = rules.in_force();
    let procedure = in_force.catalogue().find_by_code(BIRTH).unwrap();
    (in_force.catalogue_version(), procedure.title.clone())
}

#[test]
fn a_published_catalogue_is_in_force_as_soon_as_it_arrives_and_after_a_restart() {
    let mut place = Place::open();
    assert_eq!(title_in_force(&place.rules), (0, SHIPPED_NAME.to_owned()));
    place.bring(PublicationKind::Catalogue, 1, catalogue("Khai sinh bản 1"));
    assert_eq!(
        title_in_force(&place.rules),
        (1, "Khai sinh bản 1".to_owned())
    );
    place.bring(PublicationKind::Catalogue, 2, catalogue("Khai sinh bản 2"));
    let after_restart = Rules::shipped();
    assert_eq!(after_restart.reload(&place.reader()).unwrap(), []);
    assert_eq!(
        title_in_force(&after_restart),
        (2, "Khai sinh bản 2".to_owned())
    );
}

#[test]
fn a_published_day_off_moves_the_due_date() {
    let friday = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
    let due = |rules: &Rules| {
        let in_force = rules.in_force();
        in_force.calendar().add_working_days(friday, 1).unwrap()
    };
    let mut place = Place::open();
    assert_eq!(
        due(&place.rules),
        NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
    );
    let shipped = calendar::shipped_tables();
    let days = format!("{}2026-11-23,OFF,Ngày nghỉ mẫu,M,mẫu\n", shipped.days);
    let body = write_calendar(&calendar::CalendarTables {
        days: &days,
        ..shipped
    });
    place.bring(PublicationKind::Holidays, 1, body);
    // The Tuesday is a public holiday.
    assert_eq!(
        due(&place.rules),
        NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()
    );
}

#[test]
fn a_malformed_edition_is_told_once_and_the_former_stays() {
    let mut place = Place::open();
    place.bring(PublicationKind::Catalogue, 1, catalogue("Khai sinh bản 1"));
    place.bring(PublicationKind::Catalogue, 2, b"code,name\n".to_vec());
    place.bring(PublicationKind::Holidays, 1, Vec::new());
    assert_eq!(
        title_in_force(&place.rules),
        (1, "Khai sinh bản 1".to_owned())
    );
    let told = [
        "holidays 1: not the tables of this kind",
        "catalogue 2: not the tables of this kind",
    ];
    assert_eq!(place.alarms(), told);
    let after_restart = Rules::shipped();
    assert_eq!(after_restart.reload(&place.reader()).unwrap(), []);
    assert_eq!(
        title_in_force(&after_restart),
        (1, "Khai sinh bản 1".to_owned())
    );
    place.bring(PublicationKind::Catalogue, 3, catalogue("Khai sinh bản 3"));
    assert_eq!(
        title_in_force(&place.rules),
        (3, "Khai sinh bản 3".to_owned())
    );
    assert_eq!(place.alarms(), told);
}

#[test]
fn an_edition_of_a_kind_that_is_not_used_is_told_once_by_its_name() {
    let mut place = Place::open();
    place.bring(PublicationKind::FormTemplates, 4, b"templates".to_vec());
    place.bring(PublicationKind::Units, 1, b"units".to_vec());
    let alarms = place.reader().list_alarms().unwrap();
    let told: Vec<_> = alarms
        .iter()
        .map(|alarm| (alarm.code.as_str(), alarm.detail.as_str()))
        .collect();
    let code = AlarmKind::PublicationUnused.code();
    assert_eq!(told, [(code, "units 1"), (code, "form_templates 4")]);
    assert_eq!(Rules::shipped().reload(&place.reader()).unwrap(), []);
}

#[test]
fn a_record_finds_the_catalogue_it_was_made_under() {
    let mut place = Place::open();
    place.bring(PublicationKind::Catalogue, 1, catalogue("Khai sinh bản 1"));
    place.bring(PublicationKind::Catalogue, 2, catalogue("Khai sinh bản 2"));
    let title = |version| {
        let catalogue = place.rules.catalogue_of(&place.reader(), version).unwrap();
        catalogue.find_by_code(BIRTH).unwrap().title.clone()
    };
    assert_eq!(title(0), SHIPPED_NAME);
    assert_eq!(title(1), "Khai sinh bản 1");
    assert_eq!(title(2), "Khai sinh bản 2");
    assert_eq!(
        title(9),
        "Khai sinh bản 2",
        "not here yet: the one in force"
    );
    let time = place
        .rules
        .in_force()
        .catalogue()
        .find_by_code(BIRTH)
        .unwrap()
        .time(Channel::Direct);
    assert_eq!(time.text(), "Trong ngày");
}

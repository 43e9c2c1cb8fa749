//! A part that was lawfully erased: gone wherever it lay, and not let in again, whatever brings it.

use ledger::{Erased, Hash, OwnFacts, PartName, Record, carried_original, kind};

use super::exchanging::{LIMIT, Server, all_keys, pull};
use crate::ids::ledger_unit;
use crate::testing::{CENTRE, Keys, LAN, MORNING, Office, POST, system};

/// A desk that received a dossier, another that reads what comes of it, and the server.
struct Scene {
    centre: Office,
    post: Office,
    server: Server,
    keys: Keys,
    /// The reception, with the citizen's name in its person part.
    received: Record,
}

fn person_of(records: Vec<Record>) -> Record {
    let named = |record: &Record| record.find_part(PartName::Person).is_some();
    records.into_iter().find(named).unwrap()
}

impl Scene {
    fn new() -> Self {
        let mut centre = Office::open(CENTRE, 2);
        let post = Office::open(POST, 3);
        centre.receive("Nguyễn Thị Ước");
        let server = Server::new();
        let keys = all_keys(&[&centre, &post], &server);
        let received = person_of(centre.reader().outbox_page(0, LIMIT).unwrap());
        Self {
            centre,
            post,
            server,
            keys,
            received,
        }
    }

    /// Ends the centre's life before it sent anything; gives what carries the reception on.
    fn carrier(&mut self) -> Record {
        self.centre.desk.begin_incarnation(system(MORNING)).unwrap();
        let carrier = person_of(self.centre.reader().outbox_page(0, LIMIT).unwrap());
        assert_eq!(carrier.header().kind, kind::CARRIED);
        assert_eq!(carried_original(&carrier).unwrap(), self.received);
        carrier
    }

    fn erasure(&mut self, record: Hash) -> Record {
        let said = Erased {
            record,
            part: PartName::Person,
            basis: "mẫu: quyết định xóa".to_owned(),
        };
        let subjects = self.received.header().subjects.clone();
        self.server.write(kind::ERASED, said.facts(), subjects)
    }

    fn post_pulls(&mut self, records: &[Record]) {
        pull(&mut self.post, ledger_unit(POST), records, &self.keys).unwrap();
    }

    fn check(&self, office: &Office) {
        let reader = office.reader();
        let count = |sql| -> i64 {
            let counted = reader.connection().query_row(sql, [], |row| row.get(0));
            counted.unwrap()
        };
        assert_eq!(count("SELECT count(*) FROM part WHERE name = 1"), 0);
        assert_eq!(count("SELECT count(*) FROM record_person"), 0);
        let alarms = reader.list_alarms().unwrap();
        assert!(alarms.is_empty(), "{alarms:?}");
        let found = reader.verify_ledger(&office.viewer(LAN), &self.keys);
        assert_eq!(found.unwrap().faults, []);
    }
}

fn bare(record: &Record) -> Record {
    record.clone().with_parts(|name| name != PartName::Person)
}

#[test]
fn a_part_that_comes_after_its_erasure_is_not_stored_and_not_missed() {
    for is_bare in [false, true] {
        let mut scene = Scene::new();
        let named = scene.received.hash();
        let erasure = scene.erasure(named);
        let received = if is_bare {
            bare(&scene.received)
        } else {
            scene.received.clone()
        };
        scene.post_pulls(&[erasure, received]);
        scene.check(&scene.post);
    }
}

#[test]
fn what_was_erased_is_erased_of_its_carrier_whichever_comes_first() {
    for order in [
        "carrier, erasure",
        "erasure, carrier",
        "erasure, bare carrier",
    ] {
        for by_carrier in [false, true] {
            let mut scene = Scene::new();
            let carrier = scene.carrier();
            let named = if by_carrier {
                carrier.hash()
            } else {
                scene.received.hash()
            };
            let erasure = scene.erasure(named);
            match order {
                "carrier, erasure" => {
                    scene.post_pulls(&[carrier]);
                    scene.post_pulls(&[erasure]);
                }
                "erasure, carrier" => scene.post_pulls(&[erasure, carrier]),
                _ => scene.post_pulls(&[erasure, bare(&carrier)]),
            }
            scene.check(&scene.post);
            // The original by its own chain brings nothing back.
            let received = scene.received.clone();
            scene.post_pulls(&[received]);
            scene.check(&scene.post);
        }
    }
}

#[test]
fn what_waits_to_be_sent_goes_without_what_was_erased() {
    for is_carried in [false, true] {
        let mut scene = Scene::new();
        let waiting = if is_carried {
            scene.carrier().hash()
        } else {
            scene.received.hash()
        };
        let named = scene.received.hash();
        let erasure = scene.erasure(named);
        let unit = ledger_unit(CENTRE);
        pull(&mut scene.centre, unit, &[erasure], &scene.keys).unwrap();
        scene.check(&scene.centre);
        let queued = scene.centre.reader().outbox_page(0, LIMIT).unwrap();
        let found = queued
            .iter()
            .find(|record| record.hash() == waiting)
            .unwrap();
        let missing: Vec<_> = found.missing_parts().collect();
        assert_eq!(missing, [PartName::Person]);
    }
}

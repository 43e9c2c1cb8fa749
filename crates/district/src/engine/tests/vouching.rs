//! A supervisor vouches at a desk without a line: believed with the duty, and withheld otherwise.

use std::sync::Arc;

use domain::roster::Duty;
use ledger::certificate::{Certificate, CertificateBody, CertificateChain, CertificateSubject};
use ledger::id::{Hash, PersonId, UnitId};
use ledger::judge::KeySource;
use ledger::key::{Signer, SigningKey};
use ledger::kind::VOUCHED;
use ledger::own::{OwnFacts, WithheldReason};
use ledger::part::{Part, PartName};
use ledger::seal::Draft;
use ledger::vouching::{Voucher, Vouching};
use sync::protocol::{SyncProtocol, VOUCHING_UNSOUND, Verdict};
use sync::session::Session;

use super::on_every_database;
use super::town::{Clerk, Desk, ELSEWHERE, ONE_STOP, POST, Town, draft, key, now};
use crate::database::{Database, OwnDuty, PersonKeyRow, Writing};
use crate::engine::{Core, DeskLine};

on_every_database! {
    a_person_vouched_for_is_certified_and_what_she_signed_meanwhile_counts,
    who_has_no_supervision_of_that_office_vouches_for_nobody,
    a_word_that_is_forged_or_late_is_withheld_by_name,
    a_key_at_another_desk_stands_against_no_word_and_stays_as_it_is,
    of_two_words_for_one_desk_in_one_push_the_first_holds,
    a_desk_that_does_not_serve_her_office_gives_no_word_for_her,
    a_supervision_that_ended_vouches_for_nobody_more_and_takes_no_key_back,
}

/// A supervisor and her desk, and a person whom nobody activated.
struct Scene<D> {
    town: Town<D>,
    desk: Desk,
    session: Session,
    supervisor: Clerk,
    person: PersonId,
    code: String,
}

impl<D: Database + Send> Scene<D> {
    fn new(database: D, duty: Duty, unit: UnitId) -> Self {
        let town = Town::found(database);
        let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
        let supervisor = town.hire(ONE_STOP, &desk, 111);
        let own = OwnDuty {
            person: supervisor.person,
            duty,
            unit,
        };
        let given = town
            .engine
            .lock()
            .unwrap()
            .assign_duty(own, "mẫu".to_owned());
        given.unwrap().unwrap();
        let (person, code) = town.add_person(ONE_STOP);
        town.sync(&mut desk, &mut session);
        Self {
            town,
            desk,
            session,
            supervisor,
            person,
            code,
        }
    }

    /// What the supervisor says of a key as a person's.
    fn said(&self, person: PersonId, own: &SigningKey) -> Vouching {
        let engine = self.town.engine.lock().unwrap();
        let registry = engine.registry();
        let chain = registry.chains_of(self.supervisor.person).next();
        let voucher = Voucher {
            chain: chain.unwrap(),
            signer: self.supervisor.key.as_ref(),
        };
        Vouching::issue(voucher, person, own, engine.now())
    }

    /// Certifies the supervisor's key for any desk, as was done before each desk had its own.
    fn certify_for_any_desk(&self) {
        let subject = CertificateSubject::Person {
            person: self.supervisor.person,
            unit: ONE_STOP,
            device: None,
        };
        let own = self.supervisor.key.verification_key();
        let certify = |core: &mut Core, tx: &mut dyn Writing| {
            let (signer, above) = core.secrets.find_unit(ONE_STOP).unwrap();
            let body = CertificateBody {
                subject,
                key: own,
                valid_from: 0,
                valid_until: None,
            };
            let leaf = Certificate::issue(body, &[(0, signer)]);
            tx.put_person_key(&PersonKeyRow {
                person: self.supervisor.person,
                device: None,
                chain: CertificateChain::new(above.clone(), leaf).encode(),
            })?;
            core.publish_roster(tx).map(|_| ())
        };
        self.town.engine.lock().unwrap().transact(certify).unwrap();
    }

    fn write(&mut self, said: &Vouching) -> Hash {
        let author = (self.supervisor.person, Arc::clone(&self.supervisor.key));
        write(&mut self.desk, said, author)
    }

    fn sync(&mut self) {
        self.town.sync(&mut self.desk, &mut self.session);
    }

    fn verdict(&self, record: Hash) -> Option<Verdict> {
        self.desk.answers.get(&record).and_then(|one| one.verdict())
    }

    fn certified(&self, person: PersonId) -> Option<ledger::key::VerificationKey> {
        let engine = self.town.engine.lock().unwrap();
        let mut known = engine.registry().chains_of(person);
        known.next().map(|chain| chain.leaf.key)
    }
}

fn write(desk: &mut Desk, said: &Vouching, author: (PersonId, Arc<SigningKey>)) -> Hash {
    let (person, signer) = author;
    let draft = Draft {
        subjects: Vec::new(),
        parts: vec![Part {
            name: PartName::Facts,
            salt: [9; 16],
            bytes: said.facts(),
        }],
        ..draft(0, VOUCHED, Vec::new(), Some(person), desk)
    };
    desk.record(draft, Some(signer.as_ref())).unwrap()
}

fn a_person_vouched_for_is_certified_and_what_she_signed_meanwhile_counts<D: Database + Send>(
    database: D,
) {
    let mut scene = Scene::new(database, Duty::Supervision, ONE_STOP);
    let (mut post, mut post_session) = scene.town.enrol(POST, 3, 102);
    let clerk = Clerk {
        person: scene.person,
        key: key(130),
    };
    let said = scene.said(clerk.person, &clerk.key);
    let word = scene.write(&said);
    let offer = clerk.offer(&mut scene.desk, 7, ONE_STOP, POST);
    scene.sync();
    assert_eq!((scene.verdict(word), scene.verdict(offer)), (None, None));
    let own = clerk.key.verification_key();
    assert_eq!(scene.certified(clerk.person), Some(own));
    scene.town.sync(&mut post, &mut post_session);
    for record in [word, offer] {
        assert!(post.others.contains_key(&record), "the post hears of both");
    }
    // The one-time code that was meant for her is used up, and her key stays as it is.
    let line = DeskLine::new(&scene.town.engine, scene.desk.head().device);
    let other = Clerk {
        person: clerk.person,
        key: key(131),
    };
    assert!(now(line.activate(&other.activation(&scene.code))).is_err());
    // The same word again, as a desk says it that was cut, changes nothing.
    let again = scene.write(&said);
    scene.sync();
    assert_eq!(scene.verdict(again), None);
    assert_eq!(scene.certified(clerk.person), Some(own));
}

fn who_has_no_supervision_of_that_office_vouches_for_nobody<D: Database + Send>(database: D) {
    let mut scene = Scene::new(database, Duty::OneStopReception, ONE_STOP);
    let clerk = Clerk {
        person: scene.person,
        key: key(130),
    };
    let said = scene.said(clerk.person, &clerk.key);
    let word = scene.write(&said);
    let offer = clerk.offer(&mut scene.desk, 7, ONE_STOP, POST);
    scene.sync();
    let withheld = |reason| Some(Verdict::Quarantined(reason));
    assert_eq!(scene.verdict(word), withheld(WithheldReason::NotAssigned));
    assert_eq!(
        scene.verdict(offer),
        withheld(WithheldReason::AuthorUnknown)
    );
    assert_eq!(scene.certified(clerk.person), None);
    // Supervision of another office is none of this one.
    let own = OwnDuty {
        person: scene.supervisor.person,
        duty: Duty::Supervision,
        unit: POST,
    };
    let mut engine = scene.town.engine.lock().unwrap();
    engine.assign_duty(own, "mẫu".to_owned()).unwrap().unwrap();
    drop(engine);
    let word = scene.write(&said);
    scene.sync();
    assert_eq!(scene.verdict(word), withheld(WithheldReason::NotAssigned));
    assert_eq!(scene.certified(clerk.person), None);
}

fn a_word_that_is_forged_or_late_is_withheld_by_name<D: Database + Send>(database: D) {
    let mut scene = Scene::new(database, Duty::Supervision, ONE_STOP);
    let unsound = Some(Verdict::Quarantined(VOUCHING_UNSOUND));
    // For herself, by a second key.
    let own = scene.said(scene.supervisor.person, &key(140));
    let own = scene.write(&own);
    // For somebody of another office, whose certificate she cannot make.
    let (stranger, _) = scene.town.add_person(POST);
    let foreign = scene.said(stranger, &key(141));
    let foreign = scene.write(&foreign);
    // In the supervisor's name, by a clerk.
    let said = scene.said(scene.person, &key(130));
    let clerk = scene.town.hire(ONE_STOP, &scene.desk, 112);
    let forged = write(&mut scene.desk, &said, (clerk.person, clerk.key));
    // At a desk of another commune.
    let (mut far, mut far_session) = scene.town.enrol(ELSEWHERE, 4, 104);
    let author = (scene.supervisor.person, Arc::clone(&scene.supervisor.key));
    let astray = write(&mut far, &said, author);
    scene.town.sync(&mut far, &mut far_session);
    let verdict = far.answers[&astray].verdict();
    let unknown = Verdict::Quarantined(WithheldReason::AuthorUnknown);
    assert_eq!(verdict, Some(unknown), "her key counts at her own desk");
    scene.sync();
    assert_eq!(scene.verdict(own), unsound);
    assert_eq!(
        scene.verdict(foreign),
        Some(Verdict::Quarantined(WithheldReason::NotAssigned))
    );
    assert_eq!(scene.verdict(forged), unsound);
    assert_eq!(
        (scene.certified(scene.person), scene.certified(stranger)),
        (None, None)
    );
    // After she was activated with another key: that one stays.
    let herself = Clerk {
        person: scene.person,
        key: key(131),
    };
    let line = DeskLine::new(&scene.town.engine, scene.desk.head().device);
    now(line.activate(&herself.activation(&scene.code))).unwrap();
    let late = scene.write(&said);
    scene.sync();
    assert_eq!(scene.verdict(late), unsound);
    let key = herself.key.verification_key();
    assert_eq!(scene.certified(scene.person), Some(key));
}

fn a_key_at_another_desk_stands_against_no_word_and_stays_as_it_is<D: Database + Send>(
    database: D,
) {
    let mut scene = Scene::new(database, Duty::Supervision, ONE_STOP);
    let (mut other, mut others_session) = scene.town.enrol(ONE_STOP, 3, 105);
    let [here, there] = [130, 131].map(|seed| Clerk {
        person: scene.person,
        key: key(seed),
    });
    // She was activated at the other desk before the word of this one came.
    let line = DeskLine::new(&scene.town.engine, other.head().device);
    now(line.activate(&there.activation(&scene.code))).unwrap();
    let said = scene.said(scene.person, &here.key);
    let word = scene.write(&said);
    let offer = here.offer(&mut scene.desk, 7, ONE_STOP, POST);
    scene.sync();
    assert_eq!((scene.verdict(word), scene.verdict(offer)), (None, None));
    let elsewhere = there.offer(&mut other, 8, ONE_STOP, POST);
    scene.town.sync(&mut other, &mut others_session);
    assert!(!other.answers.contains_key(&elsewhere));
    for (clerk, desk) in [(&here, &scene.desk), (&there, &other)] {
        let engine = scene.town.engine.lock().unwrap();
        let known = engine
            .registry()
            .find_author_key(scene.person, desk.head().device);
        assert_eq!(known, Some(clerk.key.verification_key()));
    }
}

fn of_two_words_for_one_desk_in_one_push_the_first_holds<D: Database + Send>(database: D) {
    let mut scene = Scene::new(database, Duty::Supervision, ONE_STOP);
    let words = [130, 131].map(|seed| {
        let said = scene.said(scene.person, &key(seed));
        scene.write(&said)
    });
    scene.sync();
    let verdicts = words.map(|word| scene.verdict(word));
    assert_eq!(
        verdicts,
        [None, Some(Verdict::Quarantined(VOUCHING_UNSOUND))]
    );
    let first = key(130).verification_key();
    assert_eq!(scene.certified(scene.person), Some(first));
}

fn a_desk_that_does_not_serve_her_office_gives_no_word_for_her<D: Database + Send>(database: D) {
    let scene = Scene::new(database, Duty::Supervision, ONE_STOP);
    scene.certify_for_any_desk();
    let (mut post, mut posts_session) = scene.town.enrol(POST, 3, 102);
    let said = scene.said(scene.person, &key(130));
    let author = (scene.supervisor.person, Arc::clone(&scene.supervisor.key));
    let word = write(&mut post, &said, author);
    scene.town.sync(&mut post, &mut posts_session);
    let refused = Verdict::Quarantined(WithheldReason::NotThisUnit);
    assert_eq!(post.answers[&word].verdict(), Some(refused));
    assert_eq!(scene.certified(scene.person), None);
}

fn a_supervision_that_ended_vouches_for_nobody_more_and_takes_no_key_back<D: Database + Send>(
    database: D,
) {
    let mut scene = Scene::new(database, Duty::Supervision, ONE_STOP);
    let own = key(130);
    let said = scene.said(scene.person, &own);
    let word = scene.write(&said);
    scene.sync();
    assert_eq!(scene.verdict(word), None);
    let ended = OwnDuty {
        person: scene.supervisor.person,
        duty: Duty::Supervision,
        unit: ONE_STOP,
    };
    let end = scene.town.engine.lock().unwrap().end_duty(ended);
    end.unwrap().unwrap();
    let (other, _) = scene.town.add_person(ONE_STOP);
    let later = scene.said(other, &key(132));
    let later = scene.write(&later);
    scene.sync();
    let refused = Verdict::Quarantined(WithheldReason::NotAssigned);
    assert_eq!(scene.verdict(later), Some(refused));
    assert_eq!(scene.certified(scene.person), Some(own.verification_key()));
}

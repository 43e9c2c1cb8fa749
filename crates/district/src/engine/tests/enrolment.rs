//! Desks and people come in by a person's eye, never by a token alone.

use domain::roster::{Duty, Roster};
use ledger::certificate::{AuthoritySet, CertificateChain};
use ledger::id::{DeviceId, Incarnation};
use ledger::judge::KeySource as _;
use ledger::key::Signer;
use ledger::own::{EffectRestored, OwnFacts, WithheldReason};
use ledger::publication::{Publication, PublicationKind};
use sync::RefusalCode;
use sync::grant::{WrongGrant, prove};
use sync::protocol::{
    ActivateRequest, Admission, DeskGrant, EnrolState, SyncProtocol, Verbatim, Verdict,
};
use sync::roster::{Credentials, KeyDirectory};
use sync::token::EnrolmentToken;

use super::on_every_database;
use super::town::{Clerk, ONE_STOP, POST, Town, enrol_request, key, now, secrets};
use crate::database::{Database, OwnDuty};
use crate::engine::{DeskLine, EnrolRefusal, NewToken};

on_every_database! {
    a_token_lets_a_key_wait_and_only_the_words_let_it_in,
    a_desk_that_was_sent_away_waits_no_more_and_hears_so,
    a_token_is_good_for_one_key_and_one_time,
    a_desk_number_is_not_given_twice_in_a_year,
    a_key_that_is_known_is_not_taken_in_under_another_token,
    a_grant_is_believed_only_as_far_as_the_token_on_paper_bears_it_out,
    a_person_is_certified_against_her_code_and_what_she_signed_before_takes_effect,
    an_activation_that_was_not_heard_is_answered_again_to_the_same_key_alone,
    a_person_has_a_key_of_her_own_at_each_desk_and_both_count,
    duties_are_given_and_ended_with_their_day,
    the_roster_proves_every_key_up_to_the_authorities,
}

fn a_token_lets_a_key_wait_and_only_the_words_let_it_in<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (desk, _) = town.enrol(ONE_STOP, 2, 101);
    let mut engine = town.engine.lock().unwrap();
    let wrong = ["a", "b", "c", "d", "e", "f"];
    assert_eq!(
        engine.approve(&wrong).unwrap().unwrap_err(),
        EnrolRefusal::NoSuchWords
    );
    let taken = NewToken {
        unit: POST,
        desk_no: 2,
        shared_with: Vec::new(),
        good_for: 1,
    };
    assert_eq!(
        engine.issue_token(&taken).unwrap(),
        Err(EnrolRefusal::DeskNumberTaken)
    );
    assert!(
        engine
            .registry()
            .find_device(desk.head().device)
            .unwrap()
            .chain
            .is_some()
    );
}

fn a_desk_that_was_sent_away_waits_no_more_and_hears_so<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let new = NewToken {
        unit: ONE_STOP,
        desk_no: 4,
        shared_with: Vec::new(),
        good_for: 5,
    };
    let issued = town.engine.lock().unwrap().issue_token(&new).unwrap();
    let secret = issued.unwrap().0;
    let own = key(120);
    let device = own.verification_key().device_id();
    let line = DeskLine::new(&town.engine, device);
    let request = enrol_request(&own, secret, Incarnation::from_bytes([1; 16]));
    now(line.enrol(&request)).unwrap();
    {
        let mut engine = town.engine.lock().unwrap();
        let (_, words) = engine.list_pending().remove(0);
        engine.reject(device).unwrap().unwrap();
        assert!(engine.list_pending().is_empty());
        assert_eq!(
            engine.approve(&words).unwrap().unwrap_err(),
            EnrolRefusal::NoSuchWords
        );
        let again = engine.reject(device).unwrap();
        assert_eq!(again, Err(EnrolRefusal::UnknownDevice), "it waits no more");
    }
    let heard = now(line.enrol(&request)).unwrap();
    assert_eq!(
        (heard.state, heard.grant.is_some()),
        (EnrolState::Rejected, false)
    );
}

fn a_token_is_good_for_one_key_and_one_time<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let new = NewToken {
        unit: ONE_STOP,
        desk_no: 4,
        shared_with: Vec::new(),
        good_for: 5,
    };
    let (secret, _) = town
        .engine
        .lock()
        .unwrap()
        .issue_token(&new)
        .unwrap()
        .unwrap();
    let life = Incarnation::from_bytes([1; 16]);
    let (first, second) = (key(120), key(121));
    let line = DeskLine::new(&town.engine, first.verification_key().device_id());
    let request = enrol_request(&first, secret, life);
    assert_eq!(
        now(line.enrol(&request)).unwrap().state,
        EnrolState::AwaitingApproval
    );
    assert_eq!(
        now(line.enrol(&request)).unwrap().state,
        EnrolState::AwaitingApproval
    );
    let refused = now(line.enrol(&enrol_request(&second, secret, life))).unwrap_err();
    assert_eq!(refused.refusal_code(), Some(RefusalCode::BadToken));
    let unsigned = sync::protocol::EnrolRequest {
        proof: enrol_request(&second, secret, life).proof,
        ..request
    };
    let refused = now(line.enrol(&unsigned)).unwrap_err();
    assert_eq!(refused.refusal_code(), Some(RefusalCode::BadSignature));
    let late = NewToken {
        good_for: -1,
        desk_no: 5,
        ..new
    };
    let (secret, _) = town
        .engine
        .lock()
        .unwrap()
        .issue_token(&late)
        .unwrap()
        .unwrap();
    let refused = now(line.enrol(&enrol_request(&second, secret, life))).unwrap_err();
    assert_eq!(refused.refusal_code(), Some(RefusalCode::BadToken));
}

fn a_desk_number_is_not_given_twice_in_a_year<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (desk, _) = town.enrol(ONE_STOP, 2, 101);
    let new = |desk_no, good_for| NewToken {
        unit: POST,
        desk_no,
        shared_with: Vec::new(),
        good_for,
    };
    let taken = Err(EnrolRefusal::DeskNumberTaken);
    let mut engine = town.engine.lock().unwrap();
    assert!(engine.issue_token(&new(3, 5)).unwrap().is_ok());
    assert_eq!(
        engine.issue_token(&new(3, 5)).unwrap(),
        taken,
        "a token promises it"
    );
    assert!(engine.issue_token(&new(4, -1)).unwrap().is_ok());
    assert!(
        engine.issue_token(&new(4, 5)).unwrap().is_ok(),
        "that token was too late for anybody"
    );
    engine.revoke(desk.head().device).unwrap().unwrap();
    assert_eq!(
        engine.issue_token(&new(2, 5)).unwrap(),
        taken,
        "it numbered dossiers this year"
    );
}

fn a_key_that_is_known_is_not_taken_in_under_another_token<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (desk, _) = town.enrol(ONE_STOP, 2, 101);
    let new = NewToken {
        unit: ONE_STOP,
        desk_no: 3,
        shared_with: Vec::new(),
        good_for: 5,
    };
    let token = town.engine.lock().unwrap().issue_token(&new).unwrap();
    let request = enrol_request(&key(101), token.unwrap().0, desk.head().incarnation);
    let line = DeskLine::new(&town.engine, desk.head().device);
    let refused = now(line.enrol(&request)).unwrap_err();
    assert_eq!(refused.refusal_code(), Some(RefusalCode::BadToken));
    let engine = town.engine.lock().unwrap();
    let row = engine.registry().find_device(desk.head().device).unwrap();
    assert!(row.chain.is_some(), "its records are judged as before");
}

fn a_grant_is_believed_only_as_far_as_the_token_on_paper_bears_it_out<D: Database + Send>(
    database: D,
) {
    let town = Town::found(database);
    let new = NewToken {
        unit: ONE_STOP,
        desk_no: 2,
        shared_with: Vec::new(),
        good_for: 5,
    };
    let (own, other) = (key(101), key(102).verification_key());
    let issued = town.engine.lock().unwrap().issue_token(&new).unwrap();
    let (secret, expires_at) = issued.unwrap();
    let request = enrol_request(&own, secret, Incarnation::from_bytes([1; 16]));
    let own = own.verification_key();
    let line = DeskLine::new(&town.engine, own.device_id());
    now(line.enrol(&request)).unwrap();
    let words = ledger::fingerprint::words(&own);
    let approved = town.engine.lock().unwrap().approve(&words).unwrap();
    approved.unwrap();
    let grant = now(line.enrol(&request)).unwrap().grant.unwrap();
    let token = EnrolmentToken {
        url: String::new(),
        root_pin: [0; 32],
        secret,
        commune_code: "01273".to_owned(),
        unit: ONE_STOP,
        desk_no: 2,
        expires_at,
        server: secrets().keys().server,
        root: secrets().authority.id(),
    };
    assert!(prove(&grant, &token, &own).is_ok());
    let refused = |grant: &DeskGrant, own| prove(grant, &token, own).unwrap_err();
    assert_eq!(refused(&grant, &other), WrongGrant::OtherDesk);
    let mut false_authorities = secrets().authority;
    false_authorities.keys.pop();
    let lies: [(DeskGrant, WrongGrant); 4] = [
        (
            DeskGrant {
                authority: Verbatim(ledger::encoding::to_bytes(&false_authorities)),
                ..grant.clone()
            },
            WrongGrant::OtherAuthorities,
        ),
        (
            DeskGrant {
                server: ledger::id::ServerId::from_bytes([9; 16]),
                ..grant.clone()
            },
            WrongGrant::OtherServer,
        ),
        (
            DeskGrant {
                unit: POST,
                ..grant.clone()
            },
            WrongGrant::OtherDesk,
        ),
        (
            DeskGrant {
                desk_no: 3,
                ..grant.clone()
            },
            WrongGrant::OtherDesk,
        ),
    ];
    for (lie, why) in lies {
        assert_eq!(refused(&lie, &own), why);
    }
    let elsewhere = EnrolmentToken {
        desk_no: 3,
        ..token.clone()
    };
    let refused = prove(&grant, &elsewhere, &own).unwrap_err();
    assert_eq!(refused, WrongGrant::OtherDesk);
}

fn a_person_is_certified_against_her_code_and_what_she_signed_before_takes_effect<
    D: Database + Send,
>(
    database: D,
) {
    let town = Town::found(database);
    let (mut desk, mut session) = town.enrol(ONE_STOP, 2, 101);
    let (mut post, mut post_session) = town.enrol(POST, 3, 102);
    let (person, code) = town.add_person(ONE_STOP);
    let clerk = Clerk {
        person,
        key: key(130),
    };
    let early = clerk.offer(&mut desk, 7, ONE_STOP, POST);
    town.sync(&mut desk, &mut session);
    let unknown = Some(Verdict::Quarantined(WithheldReason::AuthorUnknown));
    assert_eq!(desk.answers[&early].verdict(), unknown);
    town.sync(&mut post, &mut post_session);
    assert!(
        !post.others.contains_key(&early),
        "without effect it names nobody"
    );
    let line = DeskLine::new(&town.engine, desk.head().device);
    let refused = now(line.activate(&clerk.activation("AAAAA-AAAAA"))).unwrap_err();
    assert_eq!(refused.refusal_code(), Some(RefusalCode::BadCode));
    let typed = code.to_lowercase().replace('-', " ");
    now(line.activate(&clerk.activation(&typed))).unwrap();
    town.sync(&mut desk, &mut session);
    let restored = desk
        .others
        .values()
        .find_map(|record| EffectRestored::read(record).ok());
    assert_eq!(restored.unwrap().record, early);
    town.sync(&mut post, &mut post_session);
    assert!(
        post.others.contains_key(&early),
        "with its effect it reaches whom it names"
    );
}

fn an_activation_that_was_not_heard_is_answered_again_to_the_same_key_alone<D: Database + Send>(
    database: D,
) {
    let town = Town::found(database);
    let (desk, _) = town.enrol(ONE_STOP, 2, 101);
    let (person, code) = town.add_person(ONE_STOP);
    let clerk = |seed| Clerk {
        person,
        key: key(seed),
    };
    let line = DeskLine::new(&town.engine, desk.head().device);
    let ask = |clerk: &Clerk, code: &str| {
        now(line.activate(&clerk.activation(code))).map_err(|fault| fault.refusal_code().unwrap())
    };
    let first = ask(&clerk(130), &code).unwrap();
    for typed in [code.clone(), code.to_lowercase()] {
        assert_eq!(ask(&clerk(130), &typed), Ok(first.clone()), "byte for byte");
    }
    assert_eq!(ask(&clerk(131), &code), Err(RefusalCode::UsedCode));
    let stolen = ActivateRequest {
        proof: clerk(131).activation(&code).proof,
        ..clerk(130).activation(&code)
    };
    let refused = now(line.activate(&stolen)).unwrap_err();
    assert_eq!(refused.refusal_code(), Some(RefusalCode::BadCode));
    // Wrong codes kill the next code, never the answer to the one that was used.
    let reissue = || town.engine.lock().unwrap().reissue_code(person).unwrap();
    let fresh = reissue().unwrap();
    for _ in 0..5 {
        let refused = ask(&clerk(130), "AAAAA-AAAAA");
        assert_eq!(refused, Err(RefusalCode::BadCode));
    }
    assert_eq!(ask(&clerk(131), &fresh), Err(RefusalCode::BadCode));
    assert_eq!(ask(&clerk(130), &code), Ok(first));
    // Another key of the same desk takes the place of the first, whose code then gives nothing.
    let fresh = reissue().unwrap();
    let second = ask(&clerk(131), &fresh).unwrap();
    assert_eq!(ask(&clerk(131), &fresh), Ok(second));
    assert_eq!(ask(&clerk(130), &code), Err(RefusalCode::BadCode));
    assert_eq!(ask(&clerk(130), &fresh), Err(RefusalCode::UsedCode));
}

fn duties_are_given_and_ended_with_their_day<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (person, _) = town.add_person(ONE_STOP);
    let own = OwnDuty {
        person,
        duty: Duty::Supervision,
        unit: ONE_STOP,
    };
    let mut engine = town.engine.lock().unwrap();
    let none = engine.end_duty(own).unwrap();
    assert_eq!(none, Err(EnrolRefusal::NoSuchDuty));
    let nobody = OwnDuty {
        person: ledger::id::PersonId::from_bytes([0xee; 16]),
        ..own
    };
    let unknown = engine.assign_duty(nobody, String::new()).unwrap();
    assert_eq!(unknown, Err(EnrolRefusal::UnknownPerson));
    let given = engine.assign_duty(own, "13/QĐ (mẫu)".to_owned()).unwrap();
    assert_eq!(given, Ok(()));
    assert_eq!(engine.end_duty(own).unwrap(), Ok(()));
    let again = engine.end_duty(own).unwrap();
    assert_eq!(again, Err(EnrolRefusal::NoSuchDuty));
    let kind = PublicationKind::Roster;
    let found = engine.database().read(|tx| tx.find_publication(kind));
    let (_, bytes) = found.unwrap().unwrap();
    let roster = Roster::decode(&Publication::decode(&bytes).unwrap().body).unwrap();
    let ended = roster.assignments.iter().find(|row| row.duty == own.duty);
    let ended = ended.unwrap();
    assert_eq!(
        (ended.until, ended.is_in_force(ended.from)),
        (Some(ended.from), false)
    );
}

fn the_roster_proves_every_key_up_to_the_authorities<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (desk, _) = town.enrol(ONE_STOP, 2, 101);
    let clerk = town.hire(ONE_STOP, &desk, 111);
    let engine = town.engine.lock().unwrap();
    let (_, bytes) = engine
        .database()
        .read(|tx| tx.find_publication(PublicationKind::Roster))
        .unwrap()
        .unwrap();
    let published = Publication::decode(&bytes).unwrap();
    assert_eq!(published.verify(&secrets().keys().publication), Ok(()));
    let roster = Roster::decode(&published.body).unwrap();
    assert_eq!(
        (roster.units.len(), roster.staff.len(), roster.desks.len()),
        (3, 1, 1)
    );
    let credentials = Credentials::read(&published.body).unwrap();
    let authorities: AuthoritySet = secrets().authority;
    let mut keys = KeyDirectory::new(secrets().keys());
    assert_eq!(keys.learn(&authorities, &credentials.chains), Vec::new());
    let own = clerk.key.verification_key();
    let head = desk.head();
    assert!(
        keys.find_device_key(head.device, head.incarnation)
            .is_some()
    );
    let at = |desk: DeviceId| keys.find_author_key(clerk.person, desk);
    assert_eq!(at(head.device), Some(own));
    assert_eq!(at(secrets().keys().device), None, "at no other desk");
    let strangers = AuthoritySet {
        keys: vec![key(9).verification_key()],
        threshold: 1,
    };
    let faults = KeyDirectory::new(secrets().keys()).learn(&strangers, &credentials.chains);
    assert_eq!(faults.len(), credentials.chains.len());
    let chain: &CertificateChain = &credentials.chains[0];
    assert!(chain.verify(&authorities, chain.leaf.valid_from).is_ok());
}

fn a_person_has_a_key_of_her_own_at_each_desk_and_both_count<D: Database + Send>(database: D) {
    let town = Town::found(database);
    let (mut counter, mut counter_session) = town.enrol(ONE_STOP, 2, 101);
    let (mut second, mut second_session) = town.enrol(ONE_STOP, 4, 102);
    let (mut post, mut post_session) = town.enrol(POST, 3, 103);
    let at_counter = town.hire(ONE_STOP, &counter, 111);
    let person = at_counter.person;
    let code = town.engine.lock().unwrap().reissue_code(person).unwrap();
    let at_second = Clerk {
        person,
        key: key(112),
    };
    let line = DeskLine::new(&town.engine, second.head().device);
    now(line.activate(&at_second.activation(&code.unwrap()))).unwrap();
    let good = [
        at_counter.offer(&mut counter, 7, ONE_STOP, POST),
        at_second.offer(&mut second, 8, ONE_STOP, POST),
    ];
    // Whoever carried a key off to another desk signs with it for nobody.
    let carried_off = at_counter.offer(&mut second, 9, ONE_STOP, POST);
    town.sync(&mut counter, &mut counter_session);
    town.sync(&mut second, &mut second_session);
    town.sync(&mut post, &mut post_session);
    for offer in good {
        assert!(
            post.others.contains_key(&offer),
            "each by its own desk's key"
        );
    }
    let refused = Verdict::Quarantined(WithheldReason::AuthorSignature);
    assert_eq!(second.answers[&carried_off].verdict(), Some(refused));
    assert!(!post.others.contains_key(&carried_off));
}

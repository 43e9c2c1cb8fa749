//! A supervisor's word in the file: noted where it holds, told, and void once the server says so.

use ledger::{
    EffectRestored, EffectWithheld, OwnFacts, Record, Signer, SigningKey, Vouching, WithheldReason,
    kind,
};

use super::exchanging::{LIMIT, Server, all_keys, pull};
use crate::ids::{ledger_person, ledger_unit};
use crate::read::VouchedKey;
use crate::testing::{CENTRE, LAN, MORNING, NAM, Office, POST, certify_person, system};

/// What Lan says of Nam's key at a desk where she has hers.
fn said(office: &Office, nam: &SigningKey) -> Vouching {
    let lan = &office.people[&LAN].signer;
    let voucher = ledger::Voucher {
        chain: &certify_person(LAN, lan.verification_key()),
        signer: lan,
    };
    Vouching::issue(voucher, ledger_person(NAM), nam, MORNING)
}

fn vouch(office: &mut Office, said: &Vouching) -> Record {
    let signer = &office.people[&LAN].signer;
    let moment = system(MORNING);
    office.desk.vouch(said, (LAN, signer), moment).unwrap();
    let queued = office.reader().outbox_page(0, LIMIT).unwrap();
    queued.last().unwrap().clone()
}

fn listed(office: &Office) -> Vec<VouchedKey> {
    office.reader().list_vouchings().unwrap()
}

fn alarms(office: &Office) -> Vec<String> {
    let listed = office.reader().list_alarms().unwrap();
    listed.into_iter().map(|alarm| alarm.code).collect()
}

#[test]
fn a_word_is_listed_here_and_elsewhere_until_the_server_withholds_it() {
    let mut centre = Office::open(CENTRE, 2);
    let mut post = Office::open(POST, 3);
    let nam = SigningKey::from_bytes([0x77; 32]);
    let said = said(&centre, &nam);
    let record = vouch(&mut centre, &said);
    let expected = [VouchedKey {
        person: NAM,
        unit: CENTRE,
        key: nam.verification_key(),
        desk: domain::id::DeviceId::from_bytes(*centre.desk.device().as_bytes()),
        supervisor: LAN,
        from: MORNING,
    }];
    assert_eq!(listed(&centre), expected);
    let mut server = Server::new();
    let keys = all_keys(&[&centre, &post], &server);
    let unit = ledger_unit(POST);
    pull(&mut post, unit, std::slice::from_ref(&record), &keys).unwrap();
    assert_eq!(listed(&post), expected);
    assert_eq!(alarms(&post), ["person_vouched"]);
    let withheld = EffectWithheld {
        record: record.hash(),
        reason: WithheldReason::NotAssigned,
    };
    let no = server.write(kind::EFFECT_WITHHELD, withheld.facts(), Vec::new());
    pull(&mut post, unit, std::slice::from_ref(&no), &keys).unwrap();
    assert_eq!(listed(&post), []);
    let restored = EffectRestored {
        record: record.hash(),
        withheld: no.hash(),
    };
    let yes = server.write(kind::EFFECT_RESTORED, restored.facts(), Vec::new());
    pull(&mut post, unit, &[yes], &keys).unwrap();
    assert_eq!(listed(&post), expected);
    post.desk.rebuild().unwrap();
    assert_eq!(listed(&post), expected);
}

#[test]
fn a_word_in_nobodys_name_or_by_an_unproven_key_is_kept_told_and_not_believed() {
    let mut centre = Office::open(CENTRE, 2);
    let mut post = Office::open(POST, 3);
    let said = said(&centre, &SigningKey::from_bytes([0x77; 32]));
    let mut server = Server::new();
    let machine = server.write(kind::VOUCHED, said.facts(), Vec::new());
    let by_lan = vouch(&mut centre, &said);
    let mut keys = all_keys(&[&centre, &post], &server);
    keys.people.remove(&ledger_person(LAN));
    let unit = ledger_unit(POST);
    assert_eq!(pull(&mut post, unit, &[machine, by_lan], &keys).unwrap(), 2);
    assert_eq!(listed(&post), []);
    assert_eq!(alarms(&post), ["vouching_unsound", "vouching_unsound"]);
}

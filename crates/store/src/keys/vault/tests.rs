//! The vault against wrong PINs, wound clocks, copied files and another organisation.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

use std::fs;
use std::path::Path;

use super::*;
use crate::keys::pin::Pin;
use crate::testing::{
    CENTRE, HOA, LAN, NAM, POST, moment, pin, postal_duty, reception_duty, vault_options,
};

fn vault(folder: &Path) -> (Vault, Opened) {
    let (mut vault, opened) = Vault::create_device(vault_options(folder, 1)).unwrap();
    let digits = pin("123456");
    let new = NewPerson {
        person: LAN,
        unit: CENTRE,
        pin: &digits,
        duties: vec![reception_duty()],
    };
    vault.add_person(&opened, &new, &[]).unwrap();
    (vault, opened)
}

fn add(vault: &mut Vault, opened: &Opened, person: PersonId, duty: DutyId) -> Unlocked {
    let digits = pin("123456");
    let new = NewPerson {
        person,
        unit: duty.unit,
        pin: &digits,
        duties: vec![duty],
    };
    vault.add_person(opened, &new, &[]).unwrap()
}

fn wrong(vault: &mut Vault, now: Moment) -> KeyFault {
    vault.unlock(LAN, &pin("000000"), now).unwrap_err()
}

#[test]
fn a_right_pin_opens_what_was_made_at_activation() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, opened) = vault(folder.path());
    drop(vault);
    let mut vault = Vault::open(vault_options(folder.path(), 2)).unwrap();
    let unlocked = vault.unlock(LAN, &pin("123456"), moment(0)).unwrap();
    assert_eq!(
        unlocked.opened.file_key.as_bytes(),
        opened.file_key.as_bytes()
    );
    assert_eq!(
        unlocked.opened.device.verification_key(),
        vault.device_key()
    );
    let (_, _, key) = vault.people().next().unwrap();
    assert_eq!(unlocked.signer.verification_key(), key);
    assert_eq!(unlocked.duties.len(), 1);
}

#[test]
fn a_wrong_pin_counts_and_a_right_one_forgives() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, _) = vault(folder.path());
    assert!(matches!(
        wrong(&mut vault, moment(0)),
        KeyFault::WrongPin { tries_left: 4 }
    ));
    assert!(matches!(
        wrong(&mut vault, moment(0)),
        KeyFault::WrongPin { tries_left: 3 }
    ));
    vault.unlock(LAN, &pin("123456"), moment(0)).unwrap();
    assert!(matches!(
        wrong(&mut vault, moment(0)),
        KeyFault::WrongPin { tries_left: 4 }
    ));
}

#[test]
fn tries_are_counted_across_restarts() {
    let folder = tempfile::tempdir().unwrap();
    drop(vault(folder.path()));
    for left in [4, 3, 2, 1, 0] {
        let mut vault = Vault::open(vault_options(folder.path(), 2)).unwrap();
        let fault = wrong(&mut vault, moment(0));
        let expected_left = if left == 0 { 1 } else { left };
        assert!(
            matches!(fault, KeyFault::WrongPin { tries_left } if tries_left == expected_left),
            "{fault}"
        );
    }
    let mut vault = Vault::open(vault_options(folder.path(), 2)).unwrap();
    let right = vault.unlock(LAN, &pin("123456"), moment(0));
    assert!(matches!(
        right,
        Err(KeyFault::Paused {
            remaining: 30_000_000
        })
    ));
}

#[test]
fn setting_the_clock_forward_or_back_ends_no_pause() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, _) = vault(folder.path());
    for _ in 0..5 {
        wrong(&mut vault, moment(0));
    }
    for wall in [i64::MIN, 0, i64::MAX] {
        let now = Moment {
            wall,
            ..moment(1_000_000)
        };
        assert!(matches!(
            vault.unlock(LAN, &pin("123456"), now),
            Err(KeyFault::Paused {
                remaining: 29_000_000
            })
        ));
    }
    vault
        .unlock(LAN, &pin("123456"), moment(30_000_000))
        .unwrap();
}

#[test]
fn after_ten_wrong_tries_only_a_supervisor_helps() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, opened) = vault(folder.path());
    let supervisor = add(&mut vault, &opened, NAM, reception_duty());
    let mut running = 0;
    for _ in 0..10 {
        running += 16 * 60 * 1_000_000;
        wrong(&mut vault, moment(running));
    }
    let late = moment(running * 100);
    assert!(matches!(
        vault.unlock(LAN, &pin("123456"), late),
        Err(KeyFault::SupervisorNeeded)
    ));
    vault.clear_tries(LAN, &supervisor, late).unwrap();
    vault.unlock(LAN, &pin("123456"), late).unwrap();
}

#[test]
fn putting_an_older_count_back_in_one_place_gives_no_try_back() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, _) = vault(folder.path());
    wrong(&mut vault, moment(0));
    let keys = folder.path().join("keys");
    let older: Vec<_> = ["tries.1", "tries.2"]
        .map(|name| (keys.join(name), fs::read(keys.join(name)).unwrap()))
        .into();
    wrong(&mut vault, moment(0));
    wrong(&mut vault, moment(0));
    for (path, bytes) in &older {
        fs::write(path, bytes).unwrap();
    }
    assert!(matches!(
        wrong(&mut vault, moment(0)),
        KeyFault::WrongPin { tries_left: 1 }
    ));
}

#[test]
fn losing_both_counts_lets_nobody_off() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, _) = vault(folder.path());
    for path in ["keys/tries.1", "keys/tries.2", "secret/tries"] {
        fs::remove_file(folder.path().join(path)).unwrap();
    }
    assert!(matches!(
        vault.unlock(LAN, &pin("123456"), moment(0)),
        Err(KeyFault::Paused { .. })
    ));
    vault
        .unlock(LAN, &pin("123456"), moment(30_000_000))
        .unwrap();
}

#[test]
fn a_wrap_without_the_device_secret_never_opens() {
    let folder = tempfile::tempdir().unwrap();
    drop(vault(folder.path()));
    let secret = folder.path().join("secret/device.secret");
    fs::write(&secret, [0; 32]).unwrap();
    let mut vault = Vault::open(vault_options(folder.path(), 2)).unwrap();
    assert!(matches!(
        vault.unlock(LAN, &pin("123456"), moment(0)),
        Err(KeyFault::WrongPin { .. })
    ));
    fs::remove_file(&secret).unwrap();
    assert!(matches!(
        vault.unlock(LAN, &pin("123456"), moment(0)),
        Err(KeyFault::SecretLost)
    ));
}

#[test]
fn parameters_below_the_floor_make_no_vault_and_open_none() {
    let folder = tempfile::tempdir().unwrap();
    let cheap = VaultOptions {
        cost: PinCost {
            passes: 1,
            ..PinCost::FLOOR
        },
        ..vault_options(folder.path(), 1)
    };
    assert!(matches!(
        Vault::create_device(cheap.clone()),
        Err(KeyFault::Cost(_))
    ));
    drop(vault(folder.path()));
    assert!(matches!(Vault::open(cheap), Err(KeyFault::Cost(_))));
}

#[test]
fn a_changed_pin_opens_the_same_secrets_and_the_former_one_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, _) = vault(folder.path());
    let before = vault.unlock(LAN, &pin("123456"), moment(0)).unwrap();
    vault
        .change_pin(LAN, &pin("123456"), &pin("654321"), moment(0))
        .unwrap();
    let after = vault.unlock(LAN, &pin("654321"), moment(0)).unwrap();
    assert_eq!(
        before.signer.verification_key(),
        after.signer.verification_key()
    );
    assert!(matches!(
        vault.unlock(LAN, &pin("123456"), moment(0)),
        Err(KeyFault::WrongPin { .. })
    ));
}

#[test]
fn each_organisation_opens_its_own_duty_only() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, opened) = vault(folder.path());
    add(&mut vault, &opened, HOA, postal_duty());
    let lan = vault.unlock(LAN, &pin("123456"), moment(0)).unwrap();
    let hoa = vault.unlock(HOA, &pin("123456"), moment(0)).unwrap();
    let ids = |unlocked: &Unlocked| unlocked.duties.iter().map(|own| own.id).collect::<Vec<_>>();
    assert_eq!(ids(&lan), [reception_duty()]);
    assert_eq!(ids(&hoa), [postal_duty()]);
}

#[test]
fn a_duty_key_reaches_a_colleague_when_its_holder_signs_in() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, opened) = vault(folder.path());
    let nam = add(&mut vault, &opened, NAM, reception_duty());
    assert!(nam.duties.is_empty());
    let lan = vault.unlock(LAN, &pin("123456"), moment(0)).unwrap();
    let mut vault = Vault::open(vault_options(folder.path(), 3)).unwrap();
    let nam = vault.unlock(NAM, &pin("123456"), moment(0)).unwrap();
    let bytes = |unlocked: &Unlocked| {
        unlocked
            .duties
            .iter()
            .map(|own| *own.secret.as_bytes())
            .collect::<Vec<_>>()
    };
    assert_eq!(bytes(&nam), bytes(&lan));
    assert_eq!(nam.duties.len(), 1);
}

#[test]
fn prepared_keys_hold_no_duty_and_no_holder_passes_one_on_to_them() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, opened) = vault(folder.path());
    let digits = pin("111111");
    let prepared = NewPerson {
        person: NAM,
        unit: CENTRE,
        pin: &digits,
        duties: vec![reception_duty()],
    };
    assert!(
        vault
            .prepare_person(&opened, &prepared)
            .unwrap()
            .duties
            .is_empty()
    );
    let lan = vault.unlock(LAN, &pin("123456"), moment(0)).unwrap();
    let nam = vault.unlock(NAM, &digits, moment(0)).unwrap();
    assert!(nam.duties.is_empty());
    vault
        .confirm_person(NAM, &[reception_duty()], &[&lan])
        .unwrap();
    let nam = vault.unlock(NAM, &digits, moment(0)).unwrap();
    assert_eq!(nam.duties.len(), 1);
    vault.drop_prepared(NAM, moment(0)).unwrap();
    assert_eq!(vault.duties_of(NAM), [reception_duty()]);
}

#[test]
fn keys_that_nobody_vouched_for_are_forgotten_and_the_setup_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, opened) = Vault::create_device(vault_options(folder.path(), 1)).unwrap();
    let digits = pin("111111");
    let prepared = NewPerson {
        person: LAN,
        unit: CENTRE,
        pin: &digits,
        duties: vec![reception_duty()],
    };
    vault.prepare_person(&opened, &prepared).unwrap();
    wrong(&mut vault, moment(0));
    vault.drop_prepared(LAN, moment(0)).unwrap();
    let mut vault = Vault::open(vault_options(folder.path(), 2)).unwrap();
    assert_eq!(vault.people().count(), 0);
    assert!(vault.open_setup().unwrap().is_some());
    assert_eq!(vault.tries(LAN, moment(0)).unwrap(), (None, 5));
    assert!(matches!(
        vault.unlock(LAN, &digits, moment(0)),
        Err(KeyFault::NotActivated(_))
    ));
}

#[test]
fn keys_that_once_signed_are_kept_whatever_became_of_their_duties() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, opened) = vault(folder.path());
    add(&mut vault, &opened, NAM, reception_duty());
    // A colleague holds the duty, so that nothing of it is left with her.
    vault.unlock(LAN, &pin("123456"), moment(0)).unwrap();
    vault.set_duties(NAM, &[], &[]).unwrap();
    let grants = vault.folder.grants.iter();
    assert_eq!(grants.filter(|grant| grant.person == NAM).count(), 0);
    vault.drop_prepared(NAM, moment(0)).unwrap();
    let mut vault = Vault::open(vault_options(folder.path(), 3)).unwrap();
    vault.unlock(NAM, &pin("123456"), moment(0)).unwrap();
}

#[test]
fn an_ended_assignment_takes_the_duty_key_away() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, _) = vault(folder.path());
    vault.set_duties(LAN, &[], &[]).unwrap();
    assert!(
        vault
            .unlock(LAN, &pin("123456"), moment(0))
            .unwrap()
            .duties
            .is_empty()
    );
}

#[test]
fn a_key_whose_last_holder_left_reaches_her_successor_and_then_leaves_her() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, opened) = vault(folder.path());
    let before = vault.unlock(LAN, &pin("123456"), moment(0)).unwrap();
    vault.set_duties(LAN, &[postal_duty()], &[]).unwrap();
    let lan = vault.unlock(LAN, &pin("123456"), moment(0)).unwrap();
    let ids: Vec<_> = lan.duties.iter().map(|own| own.id).collect();
    assert_eq!(ids, [postal_duty()]);
    // Her entry without a duty is not taken for one that nobody vouched for.
    vault.set_duties(LAN, &[], &[]).unwrap();
    vault.drop_prepared(LAN, moment(0)).unwrap();
    add(&mut vault, &opened, NAM, reception_duty());
    vault.unlock(LAN, &pin("123456"), moment(0)).unwrap();
    let nam = vault.unlock(NAM, &pin("123456"), moment(0)).unwrap();
    let secret = |unlocked: &Unlocked| *unlocked.duties[0].secret.as_bytes();
    assert_eq!(secret(&nam), secret(&before));
    let granted = |vault: &Vault| {
        let grants = vault.folder.grants.iter();
        grants
            .filter(|grant| grant.duty == reception_duty())
            .count()
    };
    assert_eq!(granted(&vault), 1, "and Lan's own is gone");
}

#[test]
fn the_setup_ends_with_the_first_person() {
    let folder = tempfile::tempdir().unwrap();
    let (vault_before, opened) = Vault::create_device(vault_options(folder.path(), 1)).unwrap();
    let again = vault_before.open_setup().unwrap().unwrap();
    assert_eq!(again.file_key.as_bytes(), opened.file_key.as_bytes());
    drop(vault_before);
    let mut vault = Vault::open(vault_options(folder.path(), 2)).unwrap();
    add(&mut vault, &opened, HOA, postal_duty());
    assert!(vault.open_setup().unwrap().is_none());
    assert!(
        Vault::open(vault_options(folder.path(), 2))
            .unwrap()
            .open_setup()
            .unwrap()
            .is_none()
    );
}

#[test]
fn one_wrap_does_not_pass_for_another_persons() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, opened) = vault(folder.path());
    add(&mut vault, &opened, NAM, reception_duty());
    let wraps: Vec<_> = vault
        .folder
        .people
        .iter()
        .map(|entry| entry.wrap.clone())
        .collect();
    for (entry, wrap) in vault.folder.people.iter_mut().zip(wraps.into_iter().rev()) {
        entry.wrap = wrap;
    }
    assert!(matches!(
        vault.unlock(LAN, &pin("123456"), moment(0)),
        Err(KeyFault::WrongPin { .. })
    ));
}

#[test]
fn no_secret_lies_in_the_clear() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vault, opened) = vault(folder.path());
    let lan = vault.unlock(LAN, &pin("123456"), moment(0)).unwrap();
    let secret = fs::read(folder.path().join("secret/device.secret")).unwrap();
    let mut secrets: Vec<Vec<u8>> = vec![opened.file_key.as_bytes().to_vec(), secret];
    secrets.extend(lan.duties.iter().map(|own| own.secret.as_bytes().to_vec()));
    for entry in fs::read_dir(folder.path().join("keys")).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        for secret in &secrets {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret));
        }
    }
    assert_eq!(CENTRE.as_bytes().len(), POST.as_bytes().len());
    assert!(Pin::parse("12345x").is_err());
}

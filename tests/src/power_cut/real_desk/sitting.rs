//! A desk at its place: everything it is opened with, and the looks at it that a test takes.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use ledger::Hash;
use store::desk::OpenReport;
use store::entropy::SeededEntropy;
use store::file::FileKey;
use store::keys::seal::{ContentKey, SealSecret};
use store::keys::vault::{DutySecret, Opened, Unlocked};
use store::read::Viewer;
use store::{Desk, DeskOptions, Failure, Reader};

use super::content::{Content, Fingerprint, fold_aside};
use super::day::chain_of;
use super::kept::{Kept, Moment};
use crate::commune::{Commune, Device, Person};
use crate::crash_vfs::{CrashVfs, index};
use crate::power_cut::Violation;

/// Everything a desk is opened with.
pub(super) struct Sitting<'a> {
    pub(super) commune: &'a Commune,
    pub(super) device: &'a Device,
    pub(super) options: DeskOptions,
    pub(super) key: FileKey,
}

impl Sitting<'_> {
    pub(super) fn create_desk(&self) -> Result<Desk, String> {
        let created = Desk::create(&self.options, self.key.clone(), self.device.key.clone());
        created
            .map(|desk| self.with_duties(desk))
            .map_err(|failure| chain_of(&failure))
    }

    pub(super) fn open_desk(&self) -> Result<(Desk, OpenReport), Failure> {
        Desk::open(&self.options, self.key.clone(), self.device.key.clone())
    }

    pub(super) fn with_duties(&self, mut desk: Desk) -> Desk {
        let keys = self.commune.staff().map(|person| {
            let secret = self.duty_secret(person);
            (
                secret.id,
                secret
                    .secret
                    .public_key()
                    .expect("a secret has a public key"),
            )
        });
        desk.set_duty_keys(keys);
        desk
    }

    /// Opens the desk after a cut; `None` where there may be none yet.
    pub(super) fn open_promised(
        &self,
        kept: &Kept,
        promised: Option<u32>,
    ) -> Result<Option<Desk>, Violation> {
        let moment = promised.and_then(|number| kept.moments.get(index(number.into())));
        self.put_anchor(moment.and_then(|moment| moment.anchor.as_deref()));
        if !Desk::is_present(&self.options) {
            return match promised {
                None => Ok(None),
                Some(number) => Err(Violation::Lost(format!("the file, of {number} promised"))),
            };
        }
        let opened = self.open_desk();
        let (desk, report) = opened.map_err(|failure| Violation::Unopenable(chain_of(&failure)))?;
        if let Some(restored) = report.restored {
            let found = restored.found.seq;
            return Err(Violation::Lost(format!(
                "the anchor knows more than record {found}"
            )));
        }
        Ok(Some(desk))
    }

    /// Looks for everything that had been answered for by a moment, without knowing whether the
    /// step after it was done: one that takes a receipt or a place back may have been.
    pub(super) fn find_all(
        &self,
        desk: &Desk,
        kept: &Kept,
        number: usize,
    ) -> Result<(), Violation> {
        let near = || kept.moments.iter().skip(number).take(2);
        let Some(moment) = near().next() else {
            return Ok(());
        };
        let received = near().map(|moment| moment.received_up_to).min();
        let stored = near().map(|moment| moment.cursor).min();
        let broken = |failure: Failure| Violation::Damaged(chain_of(&failure));
        let reader = desk.open_reader().map_err(broken)?;
        self.verify(&reader)?;
        let own = reader
            .own_hash(moment.head.incarnation, moment.head.seq)
            .map_err(broken)?;
        if moment.head.seq > 0 && own != Some(moment.head.hash) {
            return Err(Violation::Lost(format!("record {}", moment.head.seq)));
        }
        self.find_acts(&reader, kept, moment)?;
        let standing = reader.standing().map_err(broken)?;
        let cursor = standing.cursors.first().map_or(0, |cursor| cursor.position);
        if Some(standing.received_up_to) < received || Some(cursor) < stored {
            return Err(Violation::Lost(
                "a receipt or a page of the feed".to_owned(),
            ));
        }
        Ok(())
    }

    /// Every chain, every signature.
    pub(super) fn verify(&self, reader: &Reader) -> Result<(), Violation> {
        let report = reader.verify_ledger(&self.viewer(), self.commune);
        let report = report.map_err(|failure| Violation::Damaged(chain_of(&failure)))?;
        match report.faults.first() {
            None => Ok(()),
            Some(fault) => Err(Violation::Damaged(format!(
                "record {}: {}",
                fault.seq, fault.fault
            ))),
        }
    }

    fn find_acts(&self, reader: &Reader, kept: &Kept, moment: &Moment) -> Result<(), Violation> {
        let broken = |failure: Failure| Violation::Damaged(chain_of(&failure));
        let mut found = BTreeMap::<Hash, u32>::new();
        for incarnation in kept.incarnations() {
            for seq in 1.. {
                let Some(hash) = reader.own_hash(incarnation, seq).map_err(broken)? else {
                    break;
                };
                *found.entry(hash).or_default() += 1;
            }
        }
        for record in kept.records.iter().take(moment.records) {
            match found.get(record) {
                Some(1) => {}
                Some(_) => return Err(Violation::NotWhole("a record stands twice".to_owned())),
                None => return Err(Violation::Lost(format!("record {record}"))),
            }
        }
        Ok(())
    }

    pub(super) fn content(&self, vfs: &CrashVfs) -> Result<Content, Violation> {
        Content::open(vfs, &self.options.file.path(), &self.key).map_err(damaged)
    }

    /// The fingerprint of the file as it stands, taken from a copy whose pages are all sound.
    pub(super) fn fold_sound(&self, vfs: &CrashVfs) -> Result<Fingerprint, Violation> {
        let mut damage = None;
        let path = self.options.file.path();
        let folded = fold_aside(vfs.image(), &path, &self.key, |content| {
            damage = content.find_damage()?;
            Ok(())
        });
        match damage {
            Some(fault) => Err(Violation::Damaged(fault)),
            None => folded.map_err(damaged),
        }
    }

    /// Says what is wrong with a file that is none of the two expected.
    pub(super) fn misplaced(
        &self,
        vfs: &CrashVfs,
        kept: &Kept,
        least: usize,
        found: Fingerprint,
    ) -> Violation {
        let what = |place: usize| {
            kept.moments
                .get(place)
                .map_or("nothing", |moment| moment.what)
        };
        let known = kept
            .moments
            .iter()
            .rposition(|moment| moment.folded == found);
        match known {
            Some(place) if place < least => {
                let (promised, found) = (what(least), what(place));
                Violation::Lost(format!(
                    "{promised} ({least}); it stands at {found} ({place})"
                ))
            }
            Some(place) => Violation::NotWhole(format!("{} was not yet asked for", what(place))),
            None => {
                let content = self.content(vfs);
                match content.and_then(|content| content.find_damage().map_err(damaged)) {
                    Ok(Some(fault)) => Violation::Damaged(fault),
                    Err(violation) => violation,
                    Ok(None) => {
                        let generation = self.content(vfs).ok().and_then(|c| c.generation().ok());
                        let promised = what(least);
                        let never = format!("after {promised}: commit {generation:?} never was so");
                        Violation::NotWhole(never)
                    }
                }
            }
        }
    }

    pub(super) fn unlocked(&self, person: &Person) -> Unlocked {
        let entropy = SeededEntropy::new(u64::from(person.id.as_bytes()[0]));
        Unlocked {
            person: person.id,
            unit: person.unit,
            opened: Opened {
                file_key: self.key.clone(),
                device: Arc::clone(&self.device.key),
            },
            signer: ledger::SigningKey::from_bytes([person.id.as_bytes()[0]; 32]),
            duties: vec![self.duty_secret(person)],
            draft_key: ContentKey::generate(&entropy).expect("the seeded source gives"),
        }
    }

    fn duty_secret(&self, person: &Person) -> DutySecret {
        // Everybody of a duty opens the same things, so the secret follows from the office.
        let entropy = SeededEntropy::new(u64::from(person.unit.as_bytes()[0]));
        DutySecret {
            id: self.commune.duty_of(person),
            secret: SealSecret::generate(&entropy).expect("the seeded source gives"),
        }
    }

    /// Sees what the One-stop sees and what the post sees.
    pub(super) fn viewer(&self) -> Viewer {
        let mut unlocked = self.unlocked(&self.commune.lan);
        unlocked.duties.push(self.duty_secret(&self.commune.hoa));
        Viewer::of(&unlocked)
    }

    pub(super) fn anchor_file(&self) -> PathBuf {
        self.options.anchor_folder.join("desk.anchor")
    }

    /// Puts the anchor where it stood at a moment.
    pub(super) fn put_anchor(&self, anchor: Option<&[u8]>) {
        let path = self.anchor_file();
        let put = match anchor {
            Some(bytes) => std::fs::create_dir_all(&self.options.anchor_folder)
                .and_then(|()| std::fs::write(&path, bytes)),
            None if path.exists() => std::fs::remove_file(&path),
            None => Ok(()),
        };
        put.expect("the folder of anchors takes files");
    }
}

/// A fault of SQLite while something is read that must be readable.
pub(super) fn damaged(fault: rusqlite::Error) -> Violation {
    Violation::Damaged(fault.to_string())
}

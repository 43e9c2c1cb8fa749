//! A desk's home as the program itself lays it out: keys under a PIN, the encrypted file, the
//! anchor apart. What is made here in this process, `traotay` opens.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use domain::decide::{Actor, Command};
use domain::id::ActId;
use domain::roster::Roster;
use ledger::publication::PublicationKind;
use ledger::{ClockGrade, Signer as _};
use rusqlite::Connection;
use store::entropy::SystemEntropy;
use store::file::{self, FileKey};
use store::keys::cost::PinCost;
use store::keys::pin::Pin;
use store::keys::secret_keeper::FolderKeeper;
use store::keys::tries::Moment;
use store::keys::vault::{NewPerson, Unlocked, Vault, VaultOptions};
use store::{Act, Desk, DeskOptions, Done, Viewer};

use super::citizens::{id, procedure};
use crate::commune::{Commune, Device, MORNING, system_moment};

/// The PIN of the clerk.
pub(super) const PIN: &str = "135790";

/// The folders of one desk.
pub(super) struct DeskHome {
    root: PathBuf,
}

/// An open desk with the clerk signed in.
pub(super) struct AtWork {
    pub(super) desk: Desk,
    pub(super) viewer: Viewer,
    clerk: Unlocked,
    acts: u64,
}

impl DeskHome {
    /// Names the folder; nothing is made.
    pub(super) fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// The folder that the program is started with.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The encrypted file.
    pub(super) fn file(&self) -> PathBuf {
        self.desk_options().file.path()
    }

    /// Opens the desk, made and enrolled first where it is not there, and signs the clerk in.
    pub(super) fn open(&self, commune: &Commune) -> Result<AtWork> {
        if !Vault::is_present(&self.vault_options()) {
            self.make(commune)?;
        }
        let mut vault = Vault::open(self.vault_options())?;
        let clerk = vault.unlock(commune.lan.id, &pin()?, moment())?;
        let opened = &clerk.opened;
        let (mut desk, _) = Desk::open(
            &self.desk_options(),
            opened.file_key.clone(),
            opened.device.clone(),
        )?;
        desk.set_duty_keys(vault.duty_keys());
        if name_key(&mut desk, &clerk, commune)? {
            self.remove_sheets()?;
        }
        Ok(AtWork {
            viewer: Viewer::of(&clerk),
            desk,
            clerk,
            acts: 0,
        })
    }

    fn make(&self, commune: &Commune) -> Result<()> {
        std::fs::create_dir_all(self.root.join("data"))?;
        let (mut vault, opened) = Vault::create_device(self.vault_options())?;
        let mut desk = Desk::create(
            &self.desk_options(),
            opened.file_key.clone(),
            opened.device.clone(),
        )?;
        let new = NewPerson {
            person: commune.lan.id,
            unit: commune.lan.unit,
            pin: &pin()?,
            duties: vec![commune.duty_of(&commune.lan)],
        };
        vault.add_person(&opened, &new, &[])?;
        desk.set_duty_keys(vault.duty_keys());
        let device = Device {
            key: opened.device,
            unit: commune.one_stop,
            desk_no: 2,
        };
        desk.enrol(commune.enrolment(&device), system_moment(MORNING))?;
        let roster = commune.roster_publication();
        desk.exchange(MORNING, |exchange| exchange.take_publication(&roster))?;
        desk.close().context("closing a desk that was just made")
    }

    /// Removes the sheets that tell at the closed door who may sign in: the program writes them
    /// anew from the open file.
    fn remove_sheets(&self) -> Result<()> {
        for entry in std::fs::read_dir(self.vault_options().folder)? {
            let path = entry?.path();
            if path.file_stem().is_some_and(|name| name == "door") {
                std::fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    fn vault_options(&self) -> VaultOptions {
        VaultOptions {
            folder: self.root.join("data/keys"),
            keeper: Arc::new(FolderKeeper::new(self.root.join("keeper"))),
            entropy: Arc::new(SystemEntropy),
            cost: PinCost::DEFAULT,
        }
    }

    fn desk_options(&self) -> DeskOptions {
        DeskOptions {
            file: file::Options::new(self.root.join("data")),
            anchor_folder: self.root.join("keeper"),
            entropy: Arc::new(SystemEntropy),
        }
    }

    /// Opens the file beside the desk for bare queries, with the cache of a reader.
    pub(super) fn open_bare(&self, at_work: &AtWork) -> Result<Connection> {
        let bare = Connection::open(self.file())?;
        let key = &at_work.clerk.opened.file_key;
        bare.execute_batch(&format!(
            "PRAGMA key = \"x'{}'\"; PRAGMA cache_size = -16384; PRAGMA query_only = ON;",
            hex(key)
        ))?;
        Ok(bare)
    }
}

impl AtWork {
    /// Does what the clerk asks, as the program does it.
    pub(super) fn act(&mut self, now: i64, command: Command) -> Result<Done> {
        self.acts += 1;
        let act = Act {
            id: ActId::from_bytes(id(2, self.acts)),
            now,
            clock: ClockGrade::Trusted,
            monotonic: self.acts,
            actor: Actor {
                person: self.clerk.person,
                unit: self.clerk.unit,
            },
            signer: &self.clerk.signer,
            procedure: Some(procedure()),
            command,
        };
        Ok(self.desk.transact(&act)?)
    }
}

/// Puts the clerk's key into the roster where it names another one: the program lets nobody sign in
/// whose key is not hers by the roster. Says whether it did.
fn name_key(desk: &mut Desk, clerk: &Unlocked, commune: &Commune) -> Result<bool> {
    let held = desk.open_reader()?.publication(PublicationKind::Roster)?;
    let held = held.context("a roster")?;
    let mut roster = Roster::decode(&held.body)?;
    let key = Some(*clerk.signer.verification_key().as_bytes());
    let mut staff = roster.staff.iter_mut();
    let own = staff.find(|member| member.id == clerk.person);
    let own = own.context("the clerk stands in the roster")?;
    if own.key == key {
        return Ok(false);
    }
    own.key = key;
    let next = commune.publish_roster(&roster, held.version + 1);
    desk.exchange(MORNING, |exchange| exchange.take_publication(&next))?;
    Ok(true)
}

fn hex(key: &FileKey) -> String {
    let bytes = key.as_bytes().iter().chain(key.salt());
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

fn pin() -> Result<Pin> {
    Pin::parse(PIN).context("six digits")
}

/// The moment of a try at a PIN: each run is another start of the machine.
fn moment() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let micros = since.map_or(0, |since| since.as_micros());
    Moment {
        wall: i64::try_from(micros).unwrap_or(0),
        monotonic: 1,
        boot: micros.to_be_bytes(),
    }
}

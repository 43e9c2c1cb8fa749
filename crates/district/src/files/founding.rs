//! `init`: everything a server needs, made once; and a unit's key, made when the unit is added.

use std::path::Path;

use ledger::certificate::{Certificate, CertificateBody, CertificateChain, CertificateSubject};
use ledger::encoding::to_bytes;
use ledger::id::{Incarnation, ServerId, UnitId};
use ledger::key::Signer;
use sync::identity::ServerKeys;

use super::{AuthorityFolder, FolderFault, ServerFolder, make_folder, make_key, random, write_new};
use crate::database::{Database, DeviceRow, DeviceState, Sqlite};
use crate::tls;

/// What `init` made.
#[derive(Debug, Clone)]
pub struct Founding {
    /// The server's id.
    pub server: ServerId,
    /// Digest of the TLS root's public key, as tokens carry it.
    pub root_pin: [u8; 32],
}

/// Makes a server in an empty folder, and the authorities in another one.
///
/// # Errors
/// One of the folders is in use or cannot be written.
pub fn found(data: &Path, authority: &Path, listen: &str) -> Result<Founding, FolderFault> {
    if data.join("identity.cbor").exists() {
        return Err(FolderFault::InUse {
            path: data.to_owned(),
        });
    }
    for folder in [
        data,
        &data.join("keys"),
        &data.join("keys/units"),
        &data.join("tls"),
    ] {
        make_folder(folder)?;
    }
    let folder = ServerFolder::new(data);
    let authorities = AuthorityFolder::make(authority)?;
    let server = ServerId::from_bytes(half(random()?));
    let keys = make_keys(data, server)?;
    write_new(
        &folder.path("authority.cbor"),
        &to_bytes(&authorities.set()),
    )?;
    let own_chain = make_own_chain(data, &authorities, &keys)?;
    write_new(&folder.path("own_chain.cbor"), &own_chain.encode())?;
    let root_pin = tls::make(data, authority, server)?;
    write_new(&folder.path("listen"), listen.as_bytes())?;
    enter_own_device(&folder, &keys, &own_chain)?;
    // Written last: a folder with an identity is a whole one.
    write_new(
        &folder.path("identity.cbor"),
        &authorities.vouch(keys).encode(),
    )?;
    Ok(Founding { server, root_pin })
}

/// Makes a unit's key in the server's folder and has the authorities certify it.
///
/// # Errors
/// The unit has a key already, or the folder cannot be written.
pub fn make_unit(
    folder: &ServerFolder,
    authorities: &AuthorityFolder,
    unit: UnitId,
) -> Result<Certificate, FolderFault> {
    let key = make_key(&folder.path(&format!("keys/units/{unit}.key")))?;
    let certificate = authorities.certify(unit, key.verification_key());
    let path = folder.path(&format!("keys/units/{unit}.certificate"));
    write_new(&path, &certificate.encode())?;
    Ok(certificate)
}

fn make_keys(data: &Path, server: ServerId) -> Result<ServerKeys, FolderFault> {
    let make = |name: &str| {
        make_key(&data.join(format!("keys/{name}.key"))).map(|key| key.verification_key())
    };
    let chain = make("chain")?;
    Ok(ServerKeys {
        server,
        version: 1,
        receipt: make("receipt")?,
        checkpoint: make("checkpoint")?,
        publication: make("publication")?,
        chain,
        device: chain.device_id(),
        incarnation: Incarnation::from_bytes(half(random()?)),
        unit: UnitId::from_bytes(half(random()?)),
        valid_from: 0,
    })
}

/// Certifies the server's own device under a unit that stands for the upper level.
fn make_own_chain(
    data: &Path,
    authorities: &AuthorityFolder,
    keys: &ServerKeys,
) -> Result<CertificateChain, FolderFault> {
    let unit_key = make_key(&data.join("keys/server_unit.key"))?;
    let unit = authorities.certify(keys.unit, unit_key.verification_key());
    let subject = CertificateSubject::Device {
        device: keys.device,
        unit: keys.unit,
        desk_no: 0,
    };
    let body = CertificateBody {
        subject,
        key: keys.chain,
        valid_from: 0,
        valid_until: None,
    };
    let leaf = Certificate::issue(body, &[(0, &unit_key)]);
    Ok(CertificateChain::new(unit, leaf))
}

fn enter_own_device(
    folder: &ServerFolder,
    keys: &ServerKeys,
    own_chain: &CertificateChain,
) -> Result<(), FolderFault> {
    let mut database = Sqlite::open(&folder.database())?;
    database.write(|tx| {
        tx.put_device(&DeviceRow {
            device: keys.device,
            key: keys.chain,
            unit: keys.unit,
            desk_no: 0,
            state: DeviceState::Enrolled,
            chain: Some(own_chain.encode()),
            shared_with: Vec::new(),
            since: 0,
        })
    })?;
    Ok(())
}

/// Cuts random bytes to an id.
pub(crate) fn half(bytes: [u8; 32]) -> [u8; 16] {
    let mut half = [0; 16];
    half.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    half
}

//! Publications: signed, numbered, only ever newer.

use domain::roster::{Assignment, DeskEntry, DeskKey, StaffMember, Unit};
use ledger::certificate::{CertificateChain, CertificateSubject};
use ledger::id::{DeviceId, UnitId};
use ledger::publication::{Publication, PublicationBody, PublicationKind};
use minicbor::{Decode, Encode};
use sync::fault::{Refusal, RefusalCode};
use sync::limits::PUBLICATIONS_REPLY_BYTES_AIM;
use sync::protocol::{PublicationsReply, PublicationsRequest, Verbatim};

use super::enrolling::domain_person;
use super::registry::desk_entry;
use super::{Core, Engine, Registry, View, damaged};
use crate::database::{Database, DeviceState, Outcome, Reading, Writing};

/// The roster as it is published: offices, people, duties and desks under the keys that `domain`
/// reads, certificates and revocations under those that `sync` reads.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
struct RosterBody {
    #[n(0)]
    units: Vec<Unit>,
    #[n(1)]
    staff: Vec<StaffMember>,
    #[n(2)]
    assignments: Vec<Assignment>,
    #[n(3)]
    desks: Vec<DeskEntry>,
    #[n(16)]
    chains: Vec<CertificateChain>,
    #[n(17)]
    revoked: Vec<DeviceId>,
}

impl<D: Database> Engine<D> {
    /// Publishes a body under the next version of its kind; gives the version.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn publish(&mut self, kind: PublicationKind, body: Vec<u8>) -> Outcome<u64> {
        self.transact(|core, tx| core.publish(tx, kind, body))
    }
}

impl Core {
    fn publish(
        &mut self,
        tx: &mut dyn Writing,
        kind: PublicationKind,
        body: Vec<u8>,
    ) -> Outcome<u64> {
        let version = tx.find_publication(kind)?.map_or(0, |(version, _)| version) + 1;
        let body = PublicationBody {
            kind,
            version,
            body,
        };
        let publication = Publication::sign(body, self.secrets.publication.as_ref());
        tx.add_publication(kind, version, &publication.encode())?;
        Ok(version)
    }

    /// Publishes the roster as it stands after the changes of this transaction.
    pub(super) fn publish_roster(&mut self, tx: &mut dyn Writing) -> Outcome<u64> {
        self.is_registry_stale = true;
        let registry = Registry::load(tx.reading())?;
        let body = sync::protocol::write(&roster_body(&registry)?);
        self.publish(tx, PublicationKind::Roster, body)
    }
}

fn roster_body(registry: &Registry) -> Outcome<RosterBody> {
    let mut chains = Vec::new();
    let mut body = RosterBody {
        units: registry.units().map(|row| row.unit.clone()).collect(),
        staff: Vec::new(),
        assignments: registry
            .assignments()
            .iter()
            .map(|row| row.assignment.clone())
            .collect(),
        desks: Vec::new(),
        chains: Vec::new(),
        revoked: Vec::new(),
    };
    for person in registry.people() {
        let mut member = StaffMember {
            id: domain_person(person.person),
            name: person.name.clone(),
            unit: domain_unit(person.unit),
            key: None,
            desk_keys: Vec::new(),
        };
        for chain in registry.chains_of(person.person) {
            let key = *chain.leaf.key.as_bytes();
            if let CertificateSubject::Person {
                device: Some(desk), ..
            } = chain.leaf.subject
            {
                let desk = domain::id::DeviceId::from_bytes(*desk.as_bytes());
                member.desk_keys.push(DeskKey { desk, key });
            } else {
                member.key = Some(key);
            }
            chains.push(chain.clone());
        }
        body.staff.push(member);
    }
    for device in registry.devices() {
        let Some(chain) = &device.chain else { continue };
        chains
            .push(CertificateChain::decode(chain).map_err(|_| damaged("a device's certificate"))?);
        match device.state {
            DeviceState::Revoked => body.revoked.push(device.device),
            DeviceState::Enrolled if device.desk_no > 0 => body.desks.push(desk_entry(device)),
            DeviceState::Enrolled | DeviceState::Pending | DeviceState::Rejected => {}
        }
    }
    body.chains = chains;
    Ok(body)
}

/// Gives the domain's name of an office.
pub(crate) const fn domain_unit(unit: UnitId) -> domain::id::UnitId {
    domain::id::UnitId::from_bytes(*unit.as_bytes())
}

/// Gives every publication that is newer than those held, until the reply is large enough; to a
/// revoked device none, for the roster has names of people.
///
/// # Errors
/// The database cannot be read.
pub fn publications(
    tx: &dyn Reading,
    view: &View,
    caller: DeviceId,
    request: &PublicationsRequest,
) -> Outcome<Result<PublicationsReply, Refusal>> {
    let device = view.registry.find_device(caller);
    if device.is_none_or(|row| row.state != DeviceState::Enrolled) {
        let refusal = Refusal::new(RefusalCode::ReadingClosed, "the device may not read");
        return Ok(Err(refusal));
    }
    let mut publications = Vec::new();
    let mut bytes = 0;
    for (kind, version) in tx.list_publications()? {
        let held = request.held.iter().find(|held| held.kind == kind);
        if held.is_some_and(|held| held.version >= version) || bytes > PUBLICATIONS_REPLY_BYTES_AIM
        {
            continue;
        }
        if let Some((_, publication)) = tx.find_publication(kind)? {
            bytes += publication.len();
            publications.push(Verbatim(publication));
        }
    }
    Ok(Ok(PublicationsReply { publications }))
}

//! What the counter's desk records before it is sent: dossiers received, handed over ten at a
//! time, and accepted line by line by the postal worker; each record with two signatures.

use anyhow::{Context, Result};
use domain::decide::{Actor, Command, Manifest};
use domain::event::{PaperOutcome, TickedLine, TickedPaper};
use domain::id::{ActId, HandoffId};
use domain::party::Party;
use ledger::publication::Publication;
use ledger::{ClockGrade, Domain, PersonId, Signer as _, SigningKey};
use store::Act;
use store::entropy::{SystemEntropy, draw};
use store::ids::{office_person, office_unit};
use sync::SyncProtocol as _;
use sync::protocol::ActivateRequest;

use super::super::citizens::{Citizen, id, procedure};
use super::member::Member;
use super::run;
use super::server::Server;
use crate::office::enter_person;

/// Dossiers of one handoff.
const LINES: u64 = 10;

/// Who works at the counter.
pub(super) struct Staff {
    clerk: Person,
    carrier: Person,
}

struct Person {
    actor: Actor,
    key: SigningKey,
}

/// Enters the clerk and the postal worker, and has their keys certified.
pub(super) fn activate_staff(server: &Server, counter: &mut Member) -> Result<Staff> {
    let clerk = (&server.one_stop, "Vũ Thị Lan", "one_stop_reception");
    let carrier = (&server.post, "Hoàng Thị Hoa", "postal");
    Ok(Staff {
        clerk: activate(server, counter, clerk)?,
        carrier: activate(server, counter, carrier)?,
    })
}

fn activate(
    server: &Server,
    counter: &mut Member,
    (unit, name, duty): (&String, &str, &str),
) -> Result<Person> {
    let entered = enter_person(&server.district, unit, name, duty)?;
    let (person, code): (PersonId, _) = (entered.id.parse()?, entered.code);
    let key = SigningKey::from_bytes(draw(&SystemEntropy)?);
    let public = key.verification_key();
    let signed = ActivateRequest::signed_bytes(person, &public, &code);
    let request = ActivateRequest {
        person,
        key: public,
        proof: key.sign(Domain::Enrolment, &signed),
        code,
    };
    let reply = run::on_line(counter.wire.activate(&request))??;
    let roster = Publication::decode(&reply.roster.0)?;
    counter
        .stored
        .desk
        .exchange(run::now(), |exchange| exchange.take_publication(&roster))?;
    counter.stored.learn_keys()?;
    let actor = Actor {
        person: office_person(person),
        unit: office_unit(unit.parse()?),
    };
    Ok(Person { actor, key })
}

/// Records until there are so many.
pub(super) fn work(counter: &mut Member, staff: &Staff, records: u64) -> Result<()> {
    let first = counter.stored.desk.head().seq;
    let mut group = 0;
    while counter.stored.desk.head().seq - first < records {
        let citizens: Vec<Citizen> = (group * LINES..(group + 1) * LINES)
            .map(Citizen::of)
            .collect();
        for citizen in &citizens {
            let dossier = citizen.dossier();
            let reception = Box::new(citizen.reception());
            let command = Command::ReceiveDossier { dossier, reception };
            act(counter, &staff.clerk, command)?;
        }
        let handoff = HandoffId::from_bytes(id(4, group));
        let manifest = Manifest {
            handoff,
            to: Party {
                unit: staff.carrier.actor.unit,
                person: None,
            },
            lines: citizens
                .iter()
                .map(|citizen| (citizen.dossier(), Vec::new()))
                .collect(),
            counted_bundles: u32::try_from(LINES)?,
        };
        act(counter, &staff.clerk, Command::OfferHandoff(manifest))?;
        let accept = Command::AcceptHandoff {
            handoff,
            lines: citizens.iter().map(tick).collect(),
            notes: Vec::new(),
            counted_bundles: u32::try_from(LINES)?,
            dues: Vec::new(),
        };
        act(counter, &staff.carrier, accept)?;
        group += 1;
    }
    Ok(())
}

/// Receives one dossier more.
pub(super) fn receive_one(counter: &mut Member, staff: &Staff) -> Result<()> {
    let citizen = Citizen::of(9_999_999);
    let dossier = citizen.dossier();
    let reception = Box::new(citizen.reception());
    act(
        counter,
        &staff.clerk,
        Command::ReceiveDossier { dossier, reception },
    )
}

fn tick(citizen: &Citizen) -> TickedLine {
    let papers = citizen.papers();
    TickedLine {
        dossier: citizen.dossier(),
        papers: papers
            .iter()
            .map(|paper| TickedPaper {
                paper: paper.id,
                outcome: PaperOutcome::Accepted,
            })
            .collect(),
    }
}

fn act(counter: &mut Member, person: &Person, command: Command) -> Result<()> {
    let desk = &mut counter.stored.desk;
    let seq = desk.head().seq;
    let act = Act {
        id: ActId::from_bytes(id(2, seq)),
        now: run::now(),
        clock: ClockGrade::Trusted,
        monotonic: seq * 1_000_000,
        actor: person.actor,
        signer: &person.key,
        procedure: Some(procedure()),
        command,
    };
    desk.transact(&act).context("a day at the counter")?;
    if desk.needs_rest() {
        desk.rest()?;
    }
    Ok(())
}

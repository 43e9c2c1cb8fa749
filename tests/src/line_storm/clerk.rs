//! What people do at a desk, drawn from what the desk knows.
//!
//! Most draws are sensible, so that papers get far; what is refused all the same is part of the
//! day. A paper is named after the action that took it in: one name twice is one paper twice.

use domain::custody::Custody;
use domain::decide::{Command, Correction, GivingBack, Manifest, NewValue, Reception, World};
use domain::event::{
    Applicant, Channel, CorrectedField, CorrectionReason, PaperOutcome, Recipient, ReturnChannel,
    SignatureOnPaper, TickedLine, TickedPaper,
};
use domain::handoff::Handoff;
use domain::id::{DossierId, PaperId, UnitId};
use domain::paper::{Paper, PaperFate, PaperForm};
use domain::party::Party;

use super::book::{dossier_id, handoff_id};
use super::commune::{Commune, domain_unit};
use super::desk::{Deed, Desk, half};
use crate::chance::Chance;

/// Dossiers a desk takes in at most, so that they get far.
const DOSSIERS_MAX: usize = 5;

/// Draws what somebody at the desk does next; none where there is nothing to do.
pub(super) fn draw(desk: &mut Desk, commune: &Commune, chance: &mut Chance) -> Option<Deed> {
    let unit = domain_unit(desk.unit);
    let people = commune.clerks.iter().enumerate();
    let here: Vec<usize> = people
        .filter(|(_, clerk)| clerk.unit == desk.unit)
        .map(|(place, _)| place)
        .collect();
    let act = half(chance);
    desk.read_up();
    let world = desk.book.world();
    let command = match chance.below(20) {
        0..=3 => receive(world, act, chance),
        4..=8 => offer(world, unit, commune, chance),
        9..=14 => answer(world, unit, chance),
        15 => withdraw(world, unit, chance),
        16 => give_back(world, unit, chance),
        17 => issue(world, chance),
        18 => correct(world, chance),
        _ => resolve_or_cancel(world, chance),
    };
    let command = command.or_else(|| receive(world, act, chance))?;
    let supervisors: Vec<usize> = here
        .iter()
        .copied()
        .filter(|place| commune.clerks[*place].is_supervisor)
        .collect();
    let able = if matches!(command, Command::ResolveConflict { .. }) {
        supervisors
    } else {
        here
    };
    let clerk = pick(&able, chance)?;
    Some(Deed {
        act,
        clerk,
        command,
        records: Vec::new(),
    })
}

fn receive(world: &World, act: [u8; 16], chance: &mut Chance) -> Option<Command> {
    if world.dossiers.len() >= DOSSIERS_MAX {
        return None;
    }
    let name = act
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>();
    let count = 1 + chance.below(3);
    let papers = (0..count).map(|number| Paper {
        id: PaperId::from_bytes(half(chance)),
        name: format!("Giấy chứng sinh {name}/{number}"),
        form: PaperForm::Original,
        count: 1,
        irreplaceable: true,
        fate: PaperFate::Compare,
    });
    let papers = papers.collect();
    let reception = Reception {
        applicant: Applicant {
            name: "Nguyễn Thị Mẫu".to_owned(),
            id_number: Some("001190000001".to_owned()),
            address: "Thôn Mẫu".to_owned(),
            ..Applicant::default()
        },
        submitter: None,
        procedure_code: "1.001193".to_owned(),
        channel_in: Channel::Direct,
        return_channel: ReturnChannel::Counter,
        request: "Khai sinh".to_owned(),
        sets: 1,
        papers,
        presented: Vec::new(),
        missing: Vec::new(),
        missing_reason: None,
        entered_due: None,
        is_twin: false,
    };
    Some(Command::ReceiveDossier {
        dossier: dossier_id(half(chance)),
        reception: Box::new(reception),
    })
}

fn offer(world: &World, unit: UnitId, commune: &Commune, chance: &mut Chance) -> Option<Command> {
    let able = world
        .dossiers
        .values()
        .filter(|dossier| dossier.held_by(unit).next().is_some())
        .map(|dossier| dossier.id);
    let able: Vec<DossierId> = able.collect();
    let first = pick(&able, chance)?;
    let second = pick(&able, chance).filter(|second| *second != first && chance.happens(1, 3));
    let lines: Vec<(DossierId, Vec<PaperId>)> = std::iter::once(first)
        .chain(second)
        .map(|dossier| (dossier, some_papers(world, dossier, unit, chance)))
        .collect();
    let to = &commune.clerks[usize::try_from(chance.below(commune.clerks.len() as u64)).ok()?];
    let is_inside = domain_unit(to.unit) == unit;
    let person = (is_inside || chance.happens(1, 4))
        .then(|| domain::id::PersonId::from_bytes(*to.person.as_bytes()));
    Some(Command::OfferHandoff(Manifest {
        handoff: handoff_id(half(chance)),
        to: Party {
            unit: domain_unit(to.unit),
            person,
        },
        counted_bundles: u32::try_from(lines.len()).ok()?,
        lines,
    }))
}

/// Names one paper now and then, and otherwise leaves all that are held to the rule.
fn some_papers(world: &World, id: DossierId, unit: UnitId, chance: &mut Chance) -> Vec<PaperId> {
    let held = world.dossiers.get(&id).into_iter();
    let held: Vec<PaperId> = held
        .flat_map(|dossier| dossier.held_by(unit))
        .map(|held| held.paper.id)
        .collect();
    if chance.happens(1, 3) {
        pick(&held, chance).into_iter().collect()
    } else {
        Vec::new()
    }
}

fn answer(world: &World, unit: UnitId, chance: &mut Chance) -> Option<Command> {
    let open = world.handoffs.values().filter(|handoff| {
        let offer = handoff.offered.as_ref().map(|(_, offer)| offer);
        handoff.status().is_open() && offer.is_some_and(|offer| offer.to.unit == unit)
    });
    let open: Vec<&Handoff> = open.collect();
    let handoff = pick(&open, chance)?;
    if chance.happens(1, 6) {
        return Some(Command::RefuseHandoff {
            handoff: handoff.id,
            reason: "không nhận".to_owned(),
        });
    }
    let (_, offer) = handoff.offered.as_ref()?;
    let is_whole = chance.happens(1, 2);
    let lines = offer.lines.iter().map(|line| TickedLine {
        dossier: line.dossier,
        papers: line
            .papers
            .iter()
            .map(|paper| TickedPaper {
                paper: *paper,
                outcome: outcome(is_whole, chance),
            })
            .collect(),
    });
    Some(Command::AcceptHandoff {
        handoff: handoff.id,
        lines: lines.collect(),
        notes: Vec::new(),
        counted_bundles: u32::try_from(offer.lines.len()).ok()?,
        dues: Vec::new(),
    })
}

fn outcome(is_whole: bool, chance: &mut Chance) -> PaperOutcome {
    match chance.below(5) {
        _ if is_whole => PaperOutcome::Accepted,
        0 => PaperOutcome::Missing,
        1 => PaperOutcome::Damaged,
        2 => PaperOutcome::Refused,
        _ => PaperOutcome::Accepted,
    }
}

fn withdraw(world: &World, unit: UnitId, chance: &mut Chance) -> Option<Command> {
    let open = world.handoffs.values().filter(|handoff| {
        let offer = handoff.offered.as_ref().map(|(_, offer)| offer);
        handoff.status().is_open() && offer.is_some_and(|offer| offer.from.unit == unit)
    });
    let open: Vec<&Handoff> = open.collect();
    Some(Command::WithdrawHandoff {
        handoff: pick(&open, chance)?.id,
        reason: "rút lại".to_owned(),
    })
}

fn give_back(world: &World, unit: UnitId, chance: &mut Chance) -> Option<Command> {
    let held: Vec<(DossierId, PaperId)> = world
        .dossiers
        .values()
        .flat_map(|dossier| {
            dossier
                .held_by(unit)
                .map(|held| (dossier.id, held.paper.id))
        })
        .collect();
    let (dossier, paper) = pick(&held, chance)?;
    Some(Command::ReturnPapers(GivingBack {
        dossier,
        papers: vec![paper],
        recipient: Recipient::Applicant,
        recipient_name: None,
        document_seen: None,
        signature: SignatureOnPaper::Signed,
        witness: None,
    }))
}

fn issue(world: &World, chance: &mut Chance) -> Option<Command> {
    let dossiers: Vec<DossierId> = world.dossiers.keys().copied().collect();
    Some(Command::IssueResult {
        dossier: pick(&dossiers, chance)?,
        paper: PaperId::from_bytes(half(chance)),
        name: "Giấy khai sinh".to_owned(),
    })
}

fn correct(world: &World, chance: &mut Chance) -> Option<Command> {
    let dossiers: Vec<DossierId> = world.dossiers.keys().copied().collect();
    let sets = u16::try_from(1 + chance.below(5)).ok()?;
    Some(Command::CorrectDossier(Correction {
        dossier: pick(&dossiers, chance)?,
        field: CorrectedField::Sets,
        value: NewValue::Sets(sets),
        reason: CorrectionReason::Typing,
        words: None,
    }))
}

fn resolve_or_cancel(world: &World, chance: &mut Chance) -> Option<Command> {
    let reason = "đã xem xét".to_owned();
    for dossier in world.dossiers.values() {
        if let Some(conflict) = dossier.open_conflicts().next() {
            let (one, other) = conflict.between;
            return Some(Command::ResolveConflict {
                dossier: dossier.id,
                between: conflict.between,
                upheld: if chance.happens(1, 2) { one } else { other },
                reason,
            });
        }
    }
    let all_here = world.dossiers.values().filter(|dossier| {
        let mut papers = dossier.papers.values();
        papers.all(|held| matches!(held.custody, Custody::Held { .. }))
    });
    let ids: Vec<DossierId> = all_here.map(|dossier| dossier.id).collect();
    Some(Command::CancelDossier {
        dossier: pick(&ids, chance)?,
        reason,
        duplicate_of: None,
    })
}

fn pick<T: Clone>(all: &[T], chance: &mut Chance) -> Option<T> {
    let place = usize::try_from(chance.below(all.len() as u64)).ok()?;
    all.get(place).cloned()
}

/// Makes the ids of a deed anew: a program that takes the same action for another one.
pub(super) fn made_anew(deed: &Deed, chance: &mut Chance) -> Deed {
    let mut deed = deed.clone();
    deed.act = half(chance);
    match &mut deed.command {
        Command::ReceiveDossier { dossier, reception } => {
            *dossier = dossier_id(half(chance));
            for paper in &mut reception.papers {
                paper.id = PaperId::from_bytes(half(chance));
            }
        }
        Command::IssueResult { paper, .. } => *paper = PaperId::from_bytes(half(chance)),
        Command::OfferHandoff(manifest) => manifest.handoff = handoff_id(half(chance)),
        _ => {}
    }
    deed
}

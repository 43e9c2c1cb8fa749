//! The ledger as an administrator asks after it.

use crate::error::Answer;
use crate::program::Program;
use crate::surface::{DeskHeadView, Empty, VerifyLedgerView};

/// Checks every chain on this machine.
pub(super) fn verify_ledger(program: &Program, _: Empty) -> Answer<VerifyLedgerView> {
    let keys = program.proven_keys()?;
    let report = program.read(|reader, viewer| reader.verify_ledger(viewer, &keys))?;
    Ok(VerifyLedgerView {
        records: report.records(),
        devices: report.chains.len() as u64,
        faults: report.faults.iter().map(fault_words).collect(),
    })
}

fn fault_words(fault: &store::desk::LedgerFault) -> String {
    format!(
        "{} {} {}: {}",
        fault.device, fault.incarnation, fault.seq, fault.fault
    )
}

/// Makes every projection again from the records.
pub(super) fn rebuild_projections(program: &Program, _: Empty) -> Answer<Empty> {
    program.signed_in(|_| Ok(()))?;
    program.with_desk(|desk| desk.rebuild().map(|_| ()))?;
    program.changed(&["dossiers", "handoffs"]);
    Ok(Empty {})
}

/// Gives the head of this desk's chain, in words and digits.
pub(super) fn get_desk_head(program: &Program, _: Empty) -> Answer<DeskHeadView> {
    let head = program.with_desk(|desk| Ok(*desk.head()))?;
    let words = ledger::fingerprint::head_words(&head.hash);
    Ok(DeskHeadView {
        device: domain::id::DeviceId::from_bytes(*head.device.as_bytes()),
        incarnation: domain::id::IncarnationId::from_bytes(*head.incarnation.as_bytes()),
        seq: head.seq,
        hash: head.hash.to_string(),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
    })
}

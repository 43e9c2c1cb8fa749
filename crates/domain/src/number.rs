//! The numbers an office prints, which two offline desks never give twice.
//!
//! Three are never mixed: the 14 digits of the «Mã tra cứu» ([`LookupCode`], one counter a desk and
//! day for dossiers, Phiếu gửi and handoffs), the «Mã số hồ sơ» ([`DossierCode`], whose serial
//! counts dossiers only and is divided into lanes by [`LanePlan`]), and the running number of the
//! register. Nothing here counts: the desk keeps its counters and hands them in.

mod check_digit;
mod dossier_code;
mod lane;
mod lookup_code;

pub use dossier_code::{
    CodeDate, DossierCode, DossierCodeFault, DossierCodePattern, DossierCodeShape,
    UNIT_CODE_CHARACTERS_MAX, UnitShape,
};
pub use lane::{Lane, LaneFault, LanePlan, LaneTier, SERIAL_MAX};
pub use lookup_code::{CommuneCode, LookupCode, LookupCodeFault, LookupCodeParts, ScannedCode};

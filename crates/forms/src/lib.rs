//! The printed papers of the office: what a citizen carries home and what two offices sign when
//! papers change hands.
//!
//! A form is a plain struct whose words and numbers are already decided; this crate lays it out
//! with typst, from a template set that has dates, and checks the page before it lets it go: no
//! letter without a glyph, no text outside the sheet, no compiler warning. It reads no clock, no
//! file and no event.
//!
//! Used by the desk program only. In reading order: the forms ([`sheet`], [`receipt`],
//! [`handover`]), the [`sets`] they are printed from, the codes ([`qr`], [`code128`]), and the
//! [`press`] that prints.

pub mod sheet;

pub mod handover;
pub mod receipt;

pub mod moment;
pub mod sets;

pub mod code128;
pub mod qr;

mod ink;
mod input;
mod text;

mod fonts;
mod world;

pub mod layer;
pub mod press;

mod error;

pub use error::FormError;
pub use handover::HandoverMinutes;
pub use press::{Composed, Press, Rendered};
pub use receipt::ReceiptSlip;
pub use sets::{FormKind, TemplateSet, TemplateSets};

use serde::{Deserialize, Serialize};

/// One paper to print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Form {
    /// The receipt-and-appointment slip.
    Receipt(ReceiptSlip),
    /// The handover minutes.
    Handover(HandoverMinutes),
}

impl From<ReceiptSlip> for Form {
    fn from(slip: ReceiptSlip) -> Self {
        Self::Receipt(slip)
    }
}

impl From<HandoverMinutes> for Form {
    fn from(minutes: HandoverMinutes) -> Self {
        Self::Handover(minutes)
    }
}

/// Prints a form to PDF from the built-in template sets.
pub fn render(form: &Form) -> Result<Rendered, FormError> {
    Press::built_in()?.compose(form)?.to_rendered()
}

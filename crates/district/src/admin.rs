//! What an administrator can have done, by the same words whether the server runs or not.
//!
//! A running server hears commands on a socket in its folder, which only its owner may enter; while
//! none runs, the command line takes the folder's lock and does it itself. There is never a
//! second writer.

mod command;
mod perform;
mod socket;

pub use self::command::{AdminCommand, AdminFault, DutyName, KindName, OwnDutyNamed, UnitKindName};
pub use self::perform::perform;
pub use self::socket::{call, listen};

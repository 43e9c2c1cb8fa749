//! The shapes in which commands take and give: a form goes in, a view comes out.
//!
//! Nothing here decides anything. Names and fields are the contract that the window's types and
//! `docs/COMMANDS.md` are generated from; conversions to the domain's words stand beside them.

mod alarm;
mod conflict;
mod dossier;
mod exchange;
mod handoff;
mod person;
mod print;
mod procedure;
mod reception;
mod result;
mod tool;

use domain::id::ActId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub(crate) use self::alarm::*;
pub(crate) use self::conflict::*;
pub(crate) use self::dossier::*;
pub(crate) use self::exchange::*;
pub(crate) use self::handoff::*;
pub(crate) use self::person::*;
pub(crate) use self::print::*;
pub(crate) use self::procedure::*;
pub(crate) use self::reception::*;
pub(crate) use self::result::*;
pub(crate) use self::tool::*;

/// Lower-case hexadecimal digits of an id; inside, every kind of id is a type of its own.
#[derive(TS)]
#[ts(type = "string")]
pub(crate) struct Id;

/// A day, `YYYY-MM-DD`.
#[derive(TS)]
#[ts(type = "string")]
pub(crate) struct CivilDate;

/// A print waits, is made, or is void; it bears the id of the act that asked for it.
pub(crate) type PrintJobId = ActId;

/// A command without fields, in or out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(type = "Record<string, never>")]
pub(crate) struct Empty {}

/// Declares an enum of the surface that has the same members as one of the domain.
macro_rules! mirror {
    ($(#[$doc:meta])* $name:ident of $origin:path { $($member:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS,
        )]
        #[serde(rename_all = "snake_case")]
        pub(crate) enum $name { $($member),+ }

        impl From<$origin> for $name {
            fn from(origin: $origin) -> Self {
                use $origin as Origin;
                match origin { $(Origin::$member => Self::$member),+ }
            }
        }

        impl From<$name> for $origin {
            fn from(name: $name) -> Self {
                match name { $($name::$member => Self::$member),+ }
            }
        }
    };
}
pub(crate) use mirror;

//! What may stand behind a refusal or failure that leaves the program: only the types listed
//! here, so that a test can hold every code of every one of them against the sentences.
//!
//! What the office knows to stand against a wish is the domain's; here is what the program
//! itself knows.

use domain::due::DueFault;
use domain::number::{DossierCodeFault, LookupCodeFault};
use domain::refusal::Refusal;
use store::failure::Failure;

use crate::text::sentence;

/// What a sentence is made from, by the names in its braces.
pub(crate) type Arguments = Vec<(&'static str, String)>;

/// Gives what the sentence needs beside its code.
pub(crate) trait Worded {
    /// Gives the arguments; most sentences need none.
    fn arguments(&self) -> Arguments {
        Vec::new()
    }
}

/// A refusal or failure with a code and a sentence.
pub(crate) trait Reason: Worded {
    /// `refusal` for a fact that stands against what was asked, `failure` for what broke.
    const KIND: &'static str;

    /// Gives the stable code.
    fn stable_code(&self) -> &'static str;
}

/// Lists the types by kind: each gets its [`Reason`], and all their keys one list.
macro_rules! reasons {
    ($($kind:literal: $($name:ty),+;)+) => {
        $($(
            impl Reason for $name {
                const KIND: &'static str = $kind;

                fn stable_code(&self) -> &'static str {
                    self.code()
                }
            }
        )+)+

        #[cfg(test)]
        fn every_key() -> Vec<String> {
            let codes = [$($(($kind, <$name>::CODES)),+),+];
            codes
                .into_iter()
                .flat_map(|(kind, codes)| codes.iter().map(move |code| format!("{kind}.{code}")))
                .collect()
        }
    };
}

reasons! {
    "refusal": Refusal, DueFault, LookupCodeFault, DossierCodeFault, Refused;
    "failure": Failure, Failed;
}

/// A fact that stands against a wish; nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Nobody is signed in.
    Locked,
    /// The machine is no desk yet.
    NotEnrolled,
    /// Since the program started nobody has signed in, so its file is closed.
    SignInFirst,
    /// Nobody has compared the six words yet.
    NotApproved,
    /// The token of the enrolment is unknown, used up or past its time.
    TokenInvalid,
    /// The one-time code does not fit this person.
    WrongActivationCode,
    /// The one-time code was used before, with other keys or for another change of the PIN.
    CodeUsed,
    /// A PIN has six digits.
    PinSixDigits,
    /// An activation that nobody answered goes on under the PIN that it was begun with.
    PinOfFirstTry,
    /// Not the person's PIN.
    WrongPin {
        /// Until the next pause or stop.
        tries_left: u8,
    },
    /// Too many wrong PINs.
    PinPaused {
        /// The clock time at which the pause ends.
        until: String,
    },
    /// Ten wrong PINs: a fresh one-time code is needed.
    SupervisorNeeded,
    /// Nothing here helps this person set her PIN anew.
    NoRecovery,
    /// The person has no PIN here.
    NotActivated,
    /// The person has a PIN here.
    AlreadyActivated,
    /// The dossier has no appointed time, so no slip can promise one.
    NoAppointment,
    /// The person's key was certified at another desk.
    CertifiedElsewhere,
    /// Nobody vouches for herself.
    VouchesForHerself,
    /// The person does not supervise that office, or nobody but a supervisor vouches for her.
    NotSupervisor,
    /// There is no such alarm here.
    AlarmUnknown,
    /// What was asked for has not arrived here.
    NotHere,
}

domain::codes! {
    pub(crate) Refused {
        Self::Locked => "locked",
        Self::NotEnrolled => "not_enrolled",
        Self::SignInFirst => "sign_in_first",
        Self::NotApproved => "not_approved",
        Self::TokenInvalid => "token_invalid",
        Self::WrongActivationCode => "wrong_activation_code",
        Self::CodeUsed => "code_used",
        Self::PinSixDigits => "pin_six_digits",
        Self::PinOfFirstTry => "pin_of_first_try",
        Self::WrongPin { .. } => "wrong_pin",
        Self::PinPaused { .. } => "pin_paused",
        Self::SupervisorNeeded => "supervisor_needed",
        Self::NoRecovery => "no_recovery",
        Self::NotActivated => "not_activated",
        Self::AlreadyActivated => "already_activated",
        Self::NoAppointment => "no_appointment",
        Self::CertifiedElsewhere => "certified_elsewhere",
        Self::VouchesForHerself => "vouches_for_herself",
        Self::NotSupervisor => "not_supervisor",
        Self::AlarmUnknown => "alarm_unknown",
        Self::NotHere => "dossier_unknown",
    }
}

/// Something broke; the sentence says whether the work is safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failed {
    /// No command of that name.
    UnknownCommand(String),
    /// The input is not of the command's form.
    BadInput,
    /// The keys of the PC cannot be used.
    Keys,
    /// What answered is not the server that the desk was enrolled with.
    WrongServer,
    /// The server said no, by the name of its refusal.
    ServerRefused(String),
    /// The server cannot be reached.
    ServerUnreachable,
    /// The page could not be made.
    Print,
    /// What nobody foresaw, by its number.
    Unexpected(&'static str),
}

domain::codes! {
    pub(crate) Failed {
        Self::UnknownCommand(_) => "unknown_command",
        Self::BadInput => "bad_input",
        Self::Keys => "keys",
        Self::WrongServer => "wrong_server",
        Self::ServerRefused(_) => "server_refused",
        Self::ServerUnreachable => "server_unreachable",
        Self::Print => "print",
        Self::Unexpected(_) => "unexpected",
    }
}

impl Worded for DueFault {}
impl Worded for LookupCodeFault {}
impl Worded for DossierCodeFault {}
impl Worded for Failure {}

impl Worded for Refused {
    fn arguments(&self) -> Arguments {
        match self {
            Self::WrongPin { tries_left } => vec![("tries_left", tries_left.to_string())],
            Self::PinPaused { until } => vec![("until", until.clone())],
            Self::Locked
            | Self::NotEnrolled
            | Self::SignInFirst
            | Self::NotApproved
            | Self::TokenInvalid
            | Self::WrongActivationCode
            | Self::CodeUsed
            | Self::PinSixDigits
            | Self::PinOfFirstTry
            | Self::SupervisorNeeded
            | Self::NoRecovery
            | Self::NotActivated
            | Self::AlreadyActivated
            | Self::NoAppointment
            | Self::CertifiedElsewhere
            | Self::VouchesForHerself
            | Self::NotSupervisor
            | Self::AlarmUnknown
            | Self::NotHere => Vec::new(),
        }
    }
}

impl Worded for Failed {
    fn arguments(&self) -> Arguments {
        match self {
            Self::UnknownCommand(command) => vec![("command", command.clone())],
            Self::ServerRefused(code) => vec![("code", code.clone())],
            Self::Unexpected(code) => vec![("code", (*code).to_owned())],
            Self::BadInput
            | Self::Keys
            | Self::WrongServer
            | Self::ServerUnreachable
            | Self::Print => Vec::new(),
        }
    }
}

impl Worded for Refusal {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "most sentences need no argument"
    )]
    fn arguments(&self) -> Arguments {
        match self {
            Self::ProcedureUnknown(code) | Self::NotByPost(code) => {
                vec![("procedure", code.clone())]
            }
            Self::FieldEmpty(field) | Self::FieldTooLong(field) | Self::FieldImpossible(field) => {
                vec![("field", sentence(&format!("field_name.{field}"), &[]))]
            }
            Self::TooMany(limit) => vec![("limit", limit.to_string())],
            Self::CountDiffers { counted, listed } => {
                vec![
                    ("counted", counted.to_string()),
                    ("listed", listed.to_string()),
                ]
            }
            Self::DuplicateToday(dossier) => vec![("dossier_id", dossier.to_string())],
            Self::PaperHeldElsewhere { paper, .. } | Self::PaperInTransit { paper, .. } => {
                vec![("paper_id", paper.to_string())]
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::CommandError;
    use crate::text::is_known;

    #[test]
    fn every_code_that_can_leave_the_program_has_a_sentence() {
        let keys = every_key();
        assert!(keys.contains(&"refusal.lookup_code_check_digit".to_owned()));
        let silent: Vec<_> = keys.iter().filter(|key| !is_known(key)).collect();
        assert!(silent.is_empty(), "no sentence for {silent:?}");
    }

    #[test]
    fn a_sentence_gets_what_stands_in_its_braces() {
        let errors = [
            CommandError::of(&Refused::WrongPin { tries_left: 4 }),
            CommandError::of(&Refused::PinPaused {
                until: "09:45".to_owned(),
            }),
            CommandError::of(&Refusal::ProcedureUnknown("1.000001".to_owned())),
            CommandError::of(&Refusal::FieldEmpty("request")),
            CommandError::of(&Refusal::TooMany(200)),
            CommandError::of(&Refusal::CountDiffers {
                counted: 2,
                listed: 3,
            }),
            CommandError::of(&Failed::ServerRefused("Malformed".to_owned())),
        ];
        for error in errors {
            assert!(!error.message.contains('{'), "{}", error.message);
            assert!(error.message.contains(' '), "{}", error.message);
        }
    }
}

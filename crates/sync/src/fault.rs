//! Why an exchange did not give what was asked for.
//!
//! Three things are kept apart because a person must act differently on each: the line (no
//! answer), something that is not our server (a captive portal, a foreign certificate), and
//! our server saying no by name. None of them ever marks a record as sent.

use minicbor::{Decode, Encode};

/// Pause when a busy server does not say how long.
const RETRY_AFTER_SECONDS: u32 = 5;

/// What came instead of a reply of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum NotAReply {
    /// A web page: the network wants a sign-in first.
    #[error("a web page came instead of a reply")]
    CaptivePortal,
    /// The address sends us elsewhere; a server of ours never does.
    #[error("the reply was a redirection")]
    Redirected,
    /// The certificate does not come from the root given at enrolment.
    #[error("the certificate is not from the pinned root")]
    ForeignCertificate,
    /// The connection ended in the middle of the reply.
    #[error("the reply ended half way")]
    HalfSent,
    /// The reply is larger than anything our server says.
    #[error("the reply is too large")]
    TooLarge,
    /// The reply is not of our content type.
    #[error("the reply has another content type")]
    ForeignContent,
    /// The bytes do not parse.
    #[error("the reply cannot be read")]
    Malformed,
}

/// What our server refuses, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum RefusalCode {
    /// The request cannot be read.
    Malformed = 0,
    /// No such device is enrolled.
    UnknownDevice = 1,
    /// The request's signature does not fit.
    BadSignature = 2,
    /// The nonce is not one that this server gave recently; say hello again.
    StaleNonce = 3,
    /// Reading is closed: the device was revoked. What it still holds is taken in quarantine.
    ReadingClosed = 4,
    /// The feed belongs to another unit.
    ForeignFeed = 5,
    /// The request is larger than the limits.
    TooLarge = 6,
    /// The program is too old for this server; it still takes records.
    ProtocolTooOld = 7,
    /// The request took too long to arrive.
    TooSlow = 8,
    /// Too much at once; come back later.
    Busy = 9,
    /// The token is unknown, used up or past its time.
    BadToken = 10,
    /// The one-time code does not fit this person.
    BadCode = 11,
    /// No such route.
    NotFound = 12,
    /// The server could not do it; nothing was changed.
    ServerFault = 13,
    /// The request names another epoch than the server's; say hello again.
    ForeignEpoch = 14,
    /// The one-time code was used, with another key or for another attempt.
    UsedCode = 15,
}

/// A refusal as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Refusal {
    /// Number of its name; a later server may use one that is not known here.
    #[n(0)]
    pub number: u8,
    /// What an administrator may want to read; never shown to a clerk.
    #[n(1)]
    pub detail: String,
    /// When to come back, in seconds.
    #[n(2)]
    pub retry_after_seconds: Option<u32>,
}

impl Refusal {
    /// Makes a refusal with a name and a detail.
    #[must_use]
    pub fn new(code: RefusalCode, detail: impl Into<String>) -> Self {
        Self {
            number: code as u8,
            detail: detail.into(),
            retry_after_seconds: None,
        }
    }

    /// Makes a refusal that asks to come back.
    #[must_use]
    pub fn busy(retry_after_seconds: u32) -> Self {
        Self {
            number: RefusalCode::Busy as u8,
            detail: String::new(),
            retry_after_seconds: Some(retry_after_seconds),
        }
    }
}

impl Refusal {
    /// Gives its name, if it is known here.
    #[must_use]
    pub fn code(&self) -> Option<RefusalCode> {
        RefusalCode::ALL
            .into_iter()
            .find(|code| *code as u8 == self.number)
    }
}

/// Why an exchange failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Nobody answered: no cable, no route, no name, the connection was refused or cut.
    #[error("the server cannot be reached: {detail}")]
    Unreachable {
        /// Words of the network layer, for the log.
        detail: String,
    },
    /// The answer did not come in time.
    #[error("the server did not answer in time")]
    TimedOut,
    /// What came is not a reply of our server.
    #[error("not a reply: {0}")]
    NotAReply(#[from] NotAReply),
    /// Our server refused.
    #[error("refused with {status}: {}", refusal.detail)]
    Refused {
        /// Status of the HTTP answer, or the one that the refusal would have.
        status: u16,
        /// The refusal itself.
        refusal: Refusal,
    },
    /// Our server asks to come back later; nothing was discarded.
    #[error("come back in {retry_after_seconds} s")]
    Deferred {
        /// Pause that the server asks for.
        retry_after_seconds: u32,
    },
}

impl Fault {
    /// Turns a refusal of our server into a fault, with the status it travels under.
    #[must_use]
    pub fn refused(refusal: Refusal) -> Self {
        let code = refusal.code();
        if code == Some(RefusalCode::Busy) {
            let retry_after_seconds = refusal.retry_after_seconds.unwrap_or(RETRY_AFTER_SECONDS);
            return Self::Deferred {
                retry_after_seconds,
            };
        }
        Self::Refused {
            status: code.map_or(400, RefusalCode::status),
            refusal,
        }
    }

    /// Gives the name of the refusal, if it is one.
    #[must_use]
    pub fn refusal_code(&self) -> Option<RefusalCode> {
        match self {
            Self::Refused { refusal, .. } => refusal.code(),
            Self::Deferred { .. } => Some(RefusalCode::Busy),
            Self::Unreachable { .. } | Self::TimedOut | Self::NotAReply(_) => None,
        }
    }
}

impl RefusalCode {
    /// Every name, in the order of the numbers.
    pub const ALL: [Self; 16] = [
        Self::Malformed,
        Self::UnknownDevice,
        Self::BadSignature,
        Self::StaleNonce,
        Self::ReadingClosed,
        Self::ForeignFeed,
        Self::TooLarge,
        Self::ProtocolTooOld,
        Self::TooSlow,
        Self::Busy,
        Self::BadToken,
        Self::BadCode,
        Self::NotFound,
        Self::ServerFault,
        Self::ForeignEpoch,
        Self::UsedCode,
    ];

    /// Gives the HTTP status under which the refusal travels.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Malformed | Self::BadToken => 400,
            Self::UnknownDevice | Self::BadSignature | Self::StaleNonce => 401,
            Self::ReadingClosed | Self::ForeignFeed | Self::BadCode => 403,
            Self::NotFound => 404,
            Self::TooSlow => 408,
            Self::ForeignEpoch | Self::UsedCode => 409,
            Self::TooLarge => 413,
            Self::ProtocolTooOld => 426,
            Self::ServerFault => 500,
            Self::Busy => 503,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_server_defers_and_never_refuses() {
        let fault = Fault::refused(Refusal::busy(7));
        assert_eq!(
            fault,
            Fault::Deferred {
                retry_after_seconds: 7
            }
        );
    }

    #[test]
    fn a_refusal_of_a_later_server_is_read_without_its_name() {
        let later = Refusal {
            number: 200,
            detail: "d".to_owned(),
            retry_after_seconds: None,
        };
        let read = minicbor::decode::<Refusal>(&crate::protocol::write(&later));
        assert_eq!(read.ok().map(|refusal| refusal.code()), Some(None));
    }

    #[test]
    fn every_number_gives_its_name_back() {
        for (number, code) in RefusalCode::ALL.into_iter().enumerate() {
            assert_eq!(code as usize, number);
            assert_eq!(Refusal::new(code, "").code(), Some(code));
        }
    }
}

//! The erasable parts of a record: who the citizen is, and what the case is about.
//!
//! Folds never need them. A part is sealed to the duty that may read it.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// Longest free text of a part, in bytes; room for 500 Vietnamese letters.
pub const TEXT_BYTES_MAX: usize = 1_500;

/// What kind of applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum ApplicantKind {
    /// Cá nhân.
    #[default]
    #[n(0)]
    Person,
    /// Tổ chức, hộ kinh doanh.
    #[n(1)]
    Organisation,
}

/// Which identity paper a number belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum IdKind {
    /// Căn cước, 12 digits.
    #[default]
    #[n(0)]
    Cccd,
    /// CMND cũ, 9 digits.
    #[n(1)]
    Cmnd,
    /// Hộ chiếu.
    #[n(2)]
    Passport,
    /// Chưa có giấy tờ.
    #[n(3)]
    None,
}

/// Sex as the identity card states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
pub enum Sex {
    /// Nam.
    #[n(0)]
    M,
    /// Nữ.
    #[n(1)]
    F,
}

/// A person or organisation that files.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Applicant {
    /// Person or organisation.
    #[n(0)]
    pub kind: ApplicantKind,
    /// Full name as written.
    #[n(1)]
    pub name: String,
    /// Which identity paper.
    #[n(2)]
    pub id_kind: IdKind,
    /// Its number.
    #[n(3)]
    pub id_number: Option<String>,
    /// ISO date, or the year alone.
    #[n(4)]
    pub birth: Option<String>,
    /// Sex, if known.
    #[n(5)]
    pub sex: Option<Sex>,
    /// Nơi cư trú.
    #[n(6)]
    pub address: String,
    /// Telephone; none is an answer.
    #[n(7)]
    pub phone: Option<String>,
    /// Người nhắn giúp, or who represents the organisation.
    #[n(8)]
    pub contact: Option<String>,
    /// E-mail; none is an answer.
    #[n(9)]
    pub email: Option<String>,
}

/// Who the citizens of a record are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct PersonPart {
    /// Chủ hồ sơ.
    #[n(0)]
    pub applicant: Option<Applicant>,
    /// Người nộp, where it is somebody else.
    #[n(1)]
    pub submitter: Option<Applicant>,
    /// The value of a corrected personal field.
    #[n(2)]
    pub corrected: Option<String>,
    /// Who took the papers home, where that is somebody else.
    #[n(3)]
    pub recipient: Option<String>,
    /// The paper that person showed.
    #[n(4)]
    pub document_seen: Option<String>,
    /// Who witnessed a thumbprint.
    #[n(5)]
    pub witness: Option<String>,
}

/// What the case is about, in words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct CasePart {
    /// Nội dung yêu cầu.
    #[n(0)]
    pub request: Option<String>,
    /// The reason a person gave.
    #[n(1)]
    pub reason: Option<String>,
    /// Notes on single papers, by their place in the record's list.
    #[n(2)]
    pub paper_notes: Option<Vec<String>>,
}

impl PersonPart {
    /// Encodes the part.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        super::encode(self)
    }

    /// Reads the part.
    ///
    /// # Errors
    /// The bytes are not a person part.
    pub fn decode(bytes: &[u8]) -> Result<Self, minicbor::decode::Error> {
        super::decode(bytes)
    }
}

impl CasePart {
    /// Encodes the part.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        super::encode(self)
    }

    /// Reads the part.
    ///
    /// # Errors
    /// The bytes are not a case part.
    pub fn decode(bytes: &[u8]) -> Result<Self, minicbor::decode::Error> {
        super::decode(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who has a name and an address and neither telephone nor e-mail, as records bore her before
    /// anybody asked for an e-mail.
    const WITHOUT_EMAIL: [u8; 11] = [0xa4, 0, 0, 1, 0x61, b'A', 2, 0, 6, 0x61, b'B'];

    #[test]
    fn a_record_without_an_email_reads_and_is_written_as_it_always_was() {
        let applicant = Applicant {
            name: "A".to_owned(),
            address: "B".to_owned(),
            ..Applicant::default()
        };
        assert_eq!(
            minicbor::to_vec(&applicant).ok().as_deref(),
            Some(&WITHOUT_EMAIL[..])
        );
        assert_eq!(minicbor::decode(&WITHOUT_EMAIL).ok(), Some(applicant));
    }

    #[test]
    fn an_email_comes_back_as_it_was_given() {
        let part = PersonPart {
            applicant: Some(Applicant {
                email: Some("an@vidu.vn".to_owned()),
                ..Applicant::default()
            }),
            ..PersonPart::default()
        };
        assert_eq!(PersonPart::decode(&part.encode()).ok(), Some(part));
    }
}

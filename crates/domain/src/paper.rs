//! A paper is a physical thing that can lie in exactly one hand.
//!
//! A line of a checklist may be several papers: one original and two copies are two papers,
//! because they can part ways. Identical copies that travel together are one, with a count.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::id::PaperId;

/// Papers one dossier may have; a commune's thickest land dossier has about forty.
pub const PAPERS_MAX: usize = 200;
/// Longest name of a paper, in bytes; the longest in the national list has 1 900.
pub const PAPER_NAME_BYTES_MAX: usize = 2_048;

/// In which form a paper was handed in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum PaperForm {
    /// Bản chính, bản gốc.
    #[n(0)]
    Original,
    /// Bản sao chứng thực.
    #[n(1)]
    CertifiedCopy,
    /// Bản sao, bản chụp.
    #[n(2)]
    Copy,
    /// The paper that the authority issues: the result.
    #[n(3)]
    Result,
}

/// What is to become of a paper (cách xử lý giấy tờ).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum PaperFate {
    /// Nộp luôn: stays with the authority.
    #[n(0)]
    Submit,
    /// Xuất trình, trả ngay: shown at the counter, never taken into custody.
    #[n(1)]
    Present,
    /// Đối chiếu, trả kèm kết quả.
    #[n(2)]
    Compare,
    /// Sửa hoặc ghi rồi trả.
    #[n(3)]
    Amend,
    /// Thu hồi: an old paper that the authority takes back.
    #[n(4)]
    Reclaim,
}

crate::codes! {
    pub PaperFate {
        Self::Submit => "submit",
        Self::Present => "present",
        Self::Compare => "compare",
        Self::Amend => "amend",
        Self::Reclaim => "reclaim",
    }
}

impl PaperFate {
    /// Says whether the citizen must get this paper back.
    #[must_use]
    pub const fn must_return(self) -> bool {
        matches!(self, Self::Compare | Self::Amend)
    }
}

/// One physical thing as it was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Paper {
    /// Made by the desk.
    #[n(0)]
    pub id: PaperId,
    /// The checklist's words; never a person's.
    #[n(1)]
    pub name: String,
    /// Original or which kind of copy.
    #[n(2)]
    pub form: PaperForm,
    /// Identical sheets that travel as one; at least 1.
    #[n(3)]
    pub count: u16,
    /// Giấy tờ gốc: an original that the person cannot simply write again.
    #[n(4)]
    pub irreplaceable: bool,
    /// What is to become of it.
    #[n(5)]
    pub fate: PaperFate,
}

//! Receipts: the server says what it has.
//!
//! A receipt names a device's chain up to a record by that record's hash, and where its records
//! stand in feeds. It is stored and answered verbatim. A desk marks its records received only after
//! its own chain leads to the same hash.

use minicbor::{Decode, Encode};

use crate::{
    domain_separation::Domain,
    id::{DeviceId, Epoch, Hash, Incarnation, UnitId},
    seal::ChainHead,
    statement::{Signed, Statement},
};

/// The greatest receipt: a position for each of 400 units and a checkpoint of 4 KiB.
pub const RECEIPT_BYTES_MAX: usize = 16 * 1024;

/// What a receipt says.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ReceiptBody {
    /// Whose chain.
    #[n(0)]
    pub device: DeviceId,
    /// Which life of its database.
    #[n(1)]
    pub incarnation: Incarnation,
    /// The server has every record from 1 up to this one.
    #[n(2)]
    pub up_to: u64,
    /// Hash of that record.
    #[n(3)]
    pub head: Hash,
    /// The last position each unit's feed gave to one of these records.
    #[n(4)]
    pub positions: Vec<(UnitId, u64)>,
    /// The server's clock, microseconds since 1970 UTC.
    #[n(5)]
    pub server_time: i64,
    /// Which life of the server's log the positions belong to.
    #[n(6)]
    pub epoch: Epoch,
    /// The latest published checkpoint as a signed note; it may be older than the records.
    #[cbor(n(7), with = "minicbor::bytes")]
    pub checkpoint: Option<Vec<u8>>,
}

impl Statement for ReceiptBody {
    const DOMAIN: Domain = Domain::Receipt;
    const BYTES_MAX: usize = RECEIPT_BYTES_MAX;
}

/// A receipt with the server's signature.
pub type Receipt = Signed<ReceiptBody>;

impl ReceiptBody {
    /// Tells whether the receipt is for exactly this head of a chain.
    ///
    /// The caller comes to `head` by its own records, never by the receipt's word.
    #[must_use]
    pub fn confirms(&self, head: &ChainHead) -> bool {
        let claimed = ChainHead {
            device: self.device,
            incarnation: self.incarnation,
            seq: self.up_to,
            hash: self.head,
        };
        claimed == *head
    }
}

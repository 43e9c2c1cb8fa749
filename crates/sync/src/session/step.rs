//! What goes into the session and what comes out of it.

use ledger::feed::FeedHead;
use ledger::id::{Epoch, Hash, UnitId};
use ledger::part::PartName;
use ledger::publication::Publication;
use ledger::receipt::Receipt;
use ledger::record::Record;
use ledger::seal::ChainHead;

use crate::fault::Fault;
use crate::page::Item;
use crate::protocol::{Answer, ForkAnswer, PublicationHead, Reply, Request, Safety};

/// The one thing that is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Carry this request to the server; answer with [`Input::Replied`].
    Ask(Request),
    /// Read this from the desk's file; answer with [`Input::Read`].
    Read(Read),
    /// Store all of this in one transaction; answer with [`Input::Stored`] once it is durable.
    Store(Vec<Effect>),
    /// Nothing before this moment, unless a sign from outside comes.
    Rest {
        /// The session's clock, milliseconds.
        until: u64,
    },
}

/// What the session is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The network came up.
    NetworkUp,
    /// «Gửi ngay».
    SendNow,
    /// Something was recorded.
    RecordsWaiting,
    /// What was read.
    Read(ReadReply),
    /// What the server said, or why it said nothing.
    Replied(Result<Reply, Fault>),
    /// The effects are durable.
    Stored,
    /// The effects could not be stored; nothing of them was.
    StoreFailed,
}

/// What the session wants to know of the desk's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// How the desk stands: [`ReadReply::Standing`].
    Standing,
    /// Hash of one record of the desk's own chain: [`ReadReply::OwnHash`].
    OwnHash {
        /// Its place.
        seq: u64,
    },
    /// Own records of the present incarnation without a receipt, oldest first:
    /// [`ReadReply::Outbox`].
    Outbox {
        /// Only after this place.
        after: u64,
        /// At most so many.
        records: u32,
        /// At most so many bytes, but for one record that is larger by itself.
        bytes: u32,
    },
    /// Hashes of a stored feed at some positions: [`ReadReply::FeedHashes`].
    FeedHashes {
        /// Whose feed.
        unit: UnitId,
        /// At which positions.
        positions: Vec<u64>,
    },
    /// Records that have no place in a stored feed any more, or had none when their life of the
    /// file ended, and were not offered again in this epoch: [`ReadReply::Unplaced`].
    Unplaced {
        /// The epoch greeted.
        epoch: Epoch,
        /// At most so many.
        records: u32,
        /// At most so many bytes, but for one record that is larger by itself.
        bytes: u32,
    },
}

/// What the desk's file says.
#[derive(Debug, Clone, PartialEq)]
pub enum ReadReply {
    /// To [`Read::Standing`].
    Standing(Box<Standing>),
    /// To [`Read::OwnHash`]; none where the desk has no such record.
    OwnHash(Option<Hash>),
    /// To [`Read::Outbox`].
    Outbox(OutboxPage),
    /// To [`Read::FeedHashes`]: for each position asked, the hash of the entry stored there.
    FeedHashes(Vec<(u64, Option<Hash>)>),
    /// To [`Read::Unplaced`], in the order in which they came here; empty at the end.
    Unplaced(Vec<Record>),
    /// The file could not be read.
    Failed,
}

/// Own records for the next push.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OutboxPage {
    /// The records, ascending by place.
    pub records: Vec<Record>,
}

/// How the desk stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The end of its own chain.
    pub head: ChainHead,
    /// Its records are received up to this place.
    pub received_up_to: u64,
    /// Digest of the last receipt stored.
    pub lease: Option<Hash>,
    /// The epoch it last spoke with.
    pub epoch: Option<Epoch>,
    /// The signed checkpoint it last saw, verbatim.
    pub checkpoint: Option<Vec<u8>>,
    /// How far it has stored each feed.
    pub cursors: Vec<FeedHead>,
    /// The versions of publications it holds.
    pub publications: Vec<PublicationHead>,
}

/// One entry of a feed to be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedPlace {
    /// Its position.
    pub position: u64,
    /// Hash of the entry.
    pub entry_hash: Hash,
    /// The record; a reference where the desk wrote it itself.
    pub item: Item,
}

/// Something to be stored. The effects of one step belong into one transaction.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// A greeting succeeded: keep the server's clock for TLS, and what a backup holds.
    Greeted {
        /// µs UTC.
        server_time: i64,
        /// What is on another disk.
        safety: Safety,
        /// Reading is closed for this device.
        is_reading_closed: bool,
    },
    /// Keep the checkpoint as the last one seen.
    Checkpoint {
        /// The signed note, verbatim.
        note: Vec<u8>,
    },
    /// Own records up to the receipt's place are received; its head fits the desk's chain.
    Receipt {
        /// The receipt; keep its bytes.
        receipt: Box<Receipt>,
    },
    /// The server says something of single records.
    Answers(Vec<Answer>),
    /// One record was refused alone; it stays, with the reason, and the others go on.
    SetAside {
        /// The record.
        record: Hash,
        /// Status of the refusal.
        status: u16,
    },
    /// Entries of a feed with the cursor behind the last one.
    Feed {
        /// Ascending without gaps, right after the stored cursor.
        places: Vec<FeedPlace>,
        /// Where the feed is stored up to.
        cursor: FeedHead,
        /// Parts that this desk's duty may not see: their absence is no alarm.
        withheld_parts: Vec<PartName>,
    },
    /// The feed is common with the server's only up to here; forget positions, purge nothing.
    /// Others' records above it have no place until they come again.
    Rewind {
        /// The last common entry.
        cursor: FeedHead,
    },
    /// The server has heard these records again; before its log has another life they need not be
    /// offered once more.
    OfferedAgain {
        /// The log's life.
        epoch: Epoch,
        /// The records.
        records: Vec<Hash>,
    },
    /// The server's log has a new life. Own records above `held_up_to` are on this machine
    /// alone again; nothing is safe until a backup says so anew.
    NewEpoch {
        /// Which one.
        epoch: Epoch,
        /// What the server holds of the own chain.
        held_up_to: u64,
    },
    /// The server holds less of the own chain than it gave receipts for.
    FallBack {
        /// What it holds.
        held_up_to: u64,
    },
    /// The chain was written twice: open a new incarnation, write the unsent again as carried.
    /// What was received and is in no stored feed has no place: the outbox ends with its life.
    OpenIncarnation {
        /// Why.
        reason: ForkReason,
    },
    /// Newer publications, verified.
    Publications(Vec<Publication>),
    /// Everything was sent and everything was fetched.
    Complete,
    /// A person must hear of this.
    Alarm(Alarm),
}

/// Why a chain cannot be continued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForkReason {
    /// The server holds later records of this very incarnation than the desk has.
    BehindServer {
        /// The desk's last place.
        own: u64,
        /// The server's.
        held: u64,
    },
    /// The server holds another record at this place.
    OtherRecord {
        /// The place.
        seq: u64,
        /// What the server holds.
        held: Hash,
    },
}

/// What a person must hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// Another server answers at the address.
    WrongServer,
    /// The server's log has a new life: it was restored.
    EpochChanged,
    /// The server's checkpoint does not extend the one seen last, in the same epoch.
    CheckpointContradicts,
    /// The server signed a receipt for a chain that is not the desk's, or claims to hold another
    /// one without showing the desk's own signature on it.
    ReceiptContradicts,
    /// A page of a feed does not chain up to what the server's log says.
    FeedContradicts,
    /// The server holds less than it gave receipts for.
    ServerLost {
        /// Receipts go up to here.
        received_up_to: u64,
        /// The server holds up to here.
        held_up_to: u64,
    },
    /// The chain was written twice.
    Forked(ForkReason),
    /// The server told of a fork in a push.
    ForkAnswered(ForkAnswer),
    /// The sync lease is neither the server's current one nor the one before.
    StaleLease,
    /// A publication of an older or contradicting version, or not signed by the server.
    PublicationContradicts,
    /// The device was revoked; what it holds is still taken, in quarantine.
    Revoked,
}

//! Every limit of the exchange, each with the reason for its size.
//!
//! Both sides read the same numbers, so that a page which one side may write is a page which
//! the other side takes.

/// Records of the first page of a run: at 30 kbit/s about seven seconds.
pub const PAGE_RECORDS_FIRST: u32 = 100;
/// Plain bytes of the first page of a run; they shrink to a third on the wire.
pub const PAGE_BYTES_FIRST: u32 = 64 * 1024;
/// Records of the largest page: above it, compression gains nothing measurable.
pub const PAGE_RECORDS_MAX: u32 = 2_000;
/// Plain bytes of the largest page, but for a single record that is larger by itself.
pub const PAGE_BYTES_MAX: u32 = 1024 * 1024;
/// Records of the smallest page after halving: one record can always be tried alone.
pub const PAGE_RECORDS_MIN: u32 = 1;
/// A page that took longer than this does not make the next one larger.
pub const PAGE_GROWS_UNDER_MS: u64 = 5_000;

/// Bytes of one request or reply on the wire: twice the largest page, uncompressed.
pub const WIRE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Bytes one page may unfold to; 2 000 records of 8 KiB, eight times what a desk writes.
pub const UNFOLDED_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Bytes of a reply that carries publications: one of the largest, and its wrapping.
pub const PUBLICATIONS_REPLY_BYTES_MAX: usize = 9 * 1024 * 1024;
/// A reply with publications ends with the one that passes this size.
pub const PUBLICATIONS_REPLY_BYTES_AIM: usize = 1024 * 1024;

/// First step of the back-off.
pub const BACK_OFF_FIRST_MS: u64 = 2_000;
/// Longest pause between two tries (field case F22: a doubling without ceiling waits 18 hours).
pub const BACK_OFF_CEILING_MS: u64 = 15 * 60 * 1_000;
/// Shortest pause after a fault, so that a jitter of nought is not a hot loop.
pub const BACK_OFF_FLOOR_MS: u64 = 250;
/// Longest pause between the network coming up and the next try.
pub const NETWORK_UP_SPREAD_MS: u64 = 20_000;
/// Pause between two looks at the feed when all went well.
pub const POLL_MS: u64 = 30_000;
/// Time one request may take altogether, and any may wait for the next bytes; the server gives up
/// after thirty seconds.
pub const REQUEST_MS: u64 = 35_000;
/// Time that publications may take altogether, as long as something comes: at 30 kbit/s the list of
/// procedures that ships, 1.5 MB, takes seven minutes.
pub const PUBLICATIONS_MS: u64 = 15 * 60 * 1_000;
/// Times one run re-reads its own standing after a fork or an epoch before it rests.
pub const RESTARTS_PER_RUN_MAX: u8 = 3;

/// How far behind the last signed server time a desk's clock is pulled up to, and how far
/// ahead of it the clock is believed for TLS: thirteen months, in seconds.
pub const CLOCK_AHEAD_SECONDS_MAX: u64 = 396 * 86_400;

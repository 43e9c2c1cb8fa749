//! The printed forms as a whole: what lies on the pages, how it looks, and whether the codes read
//! back.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a failed test may panic"
)]

mod golden;

mod codes;
mod fit;
mod letters;
mod marks;
mod refusals;

mod bar_reader;
mod fixtures;
mod picture;

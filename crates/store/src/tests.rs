//! The desk as its callers use it, on real encrypted files.

mod acts;
mod distrusting;
mod durability;
mod erasing;
mod exchanging;
mod plans;
mod projections;
mod refusing;
mod searching;
mod sharing;
mod two_desks;
mod vouching;

//! The house rules, read off the source tree: what may depend on what, how long things may be,
//! which names and calls have no place. A rule is one test. Each rule first finds a fault planted
//! for it, so that a rule which has gone blind fails too. It judges text; what the compiler or
//! clippy can judge is left to them.

mod arrows;
mod calls;
mod dependencies;
mod layout;
mod lexer;
mod licences;
mod migrations;
mod names;
mod sizes;
mod source;
mod words;

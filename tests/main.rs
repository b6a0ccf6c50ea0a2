//! One integration binary; its files mirror `src`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp, missing_docs)] // tests panic to fail

mod figure; // figures say in pixels what the record says in numbers, and no text covers another
mod layers; // data flows one way
mod metrics; // hand-worked cases, edges and identities of the statistics
mod network; // plans give what the formulas give
mod report; // the page, the tables and the files

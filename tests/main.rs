//! One integration binary; its files mirror `src`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, clippy::print_stderr)] // tests panic to fail, and say what they skip
#![allow(clippy::float_cmp, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // and know their numbers

mod analysis; // intervals, groups, the argument, the record
mod browser; // the committed report in headless Chromium
mod checkpoint; // files read and written, broken ones refused
mod cli; // the command as a user types it
mod data; // sets of images in each format, and what is refused
mod extract; // networks over data: the activations file, the cache, the constants
mod figure; // figures say in pixels what the record says in numbers, and no text covers another
mod fuzz; // mutated files: an error, never a panic, a hang or a full memory
mod lab; // recipes, the parts of training, whole runs on a made-up set
mod layers; // data flows one way
mod linalg; // products and eigenvalues by hand
mod metrics; // hand-worked cases, edges and identities of the statistics
mod network; // plans give what PyTorch and the formulas give
mod random; // the generator
mod report; // the page and the tables say what the record says
mod study; // what a folder means: variants, facts, lineage, and what is asked

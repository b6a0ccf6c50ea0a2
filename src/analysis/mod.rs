//! The contract, the run, intervals and the argument.

pub mod schema;

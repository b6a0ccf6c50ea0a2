//! Files for other tools say what the record says.

mod markdown;
mod parquet;
mod projector;

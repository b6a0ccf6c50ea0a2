//! Files for other tools, beside the page: TensorBoard's embedding projector, Parquet, Markdown for a pull request.
//!
//! All are made from the record alone, so `report`, `compare` and `render` give the same bytes.

pub mod markdown;
pub mod parquet;
pub mod projector;

//! Checkpoint files.

mod write; // the streaming writer

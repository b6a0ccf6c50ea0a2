//! One integration binary.

mod layers; // data flows one way
mod metrics; // hand-worked cases, edges and identities of the statistics
mod network; // plans give what the formulas give
mod report; // the main job on activations, its errors, and equal bytes

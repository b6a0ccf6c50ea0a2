//! Batches decoded ahead of the network: on a thread of its own, through a bounded queue.
//!
//! The thread's own work is split over the same pool as the network's, so that decoding takes the cores that the network
//! leaves and nothing is run by more threads than there are cores.

use std::ops::Range;
use std::sync::mpsc;

use super::ExtractError;
use crate::data::{Dataset, Normalise};

/// Batches that may wait for the network.
const WAITING: usize = 1;

/// Calls `each` with rows and images (B, C, H, W) of all batches of `size`, in order.
pub(super) fn each(
    data: &Dataset,
    normalise: &Normalise,
    size: usize,
    mut each: impl FnMut(Range<usize>, Vec<f32>) -> Result<(), ExtractError>,
) -> Result<(), ExtractError> {
    let (sender, receiver) = mpsc::sync_channel(WAITING);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for start in (0..data.len()).step_by(size) {
                let rows = start..data.len().min(start + size);
                let images = data.batch(rows.clone(), normalise);
                let is_broken = images.is_err();
                // Nobody listens behind a network that failed.
                if sender.send((rows, images)).is_err() || is_broken {
                    return;
                }
            }
        });
        for (rows, images) in receiver {
            each(rows, images?)?;
        }
        Ok(())
    })
}

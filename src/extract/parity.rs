//! Whether the network that runs is the one in the file: its first examples by the slow reference too, batch norm unfolded.
//!
//! `run` writes the largest deviation into the activations' metadata; `analysis::checks` reads it.

use candle_core::{DType, Tensor};

use super::{ExtractError, Source};
use crate::network::{Output, unfolded};

/// Key of the deviation in the metadata of activations.
pub const DEVIATION: &str = "folded_deviation";

/// Key of the type in which the network ran.
pub const DTYPE: &str = "dtype";

/// Examples that both run: the reference is some ten times slower.
const EXAMPLES: usize = 2;

/// The largest deviation of features and logits from those of the reference, as a share of the reference's largest value.
/// `out` is of the first `images` (B, C, H, W).
///
/// # Errors
/// As [`unfolded::forward`].
pub(super) fn deviation(source: &Source<'_>, images: &Tensor, out: &Output) -> Result<f64, ExtractError> {
    let count = out.logits.dim(0)?.min(EXAMPLES);
    let reference = unfolded::forward(source.plan, source.checkpoint, &images.narrow(0, 0, count)?)?;
    let of_features = relative(&out.features.narrow(0, 0, count)?, &reference.features)?;
    let of_logits = relative(&out.logits.narrow(0, 0, count)?, &reference.logits)?;
    Ok(of_features.max(of_logits))
}

/// max |a − b| / max |b|; the difference itself where b is 0.
fn relative(a: &Tensor, b: &Tensor) -> candle_core::Result<f64> {
    let values = |t: &Tensor| t.to_dtype(DType::F64)?.flatten_all()?.to_vec1::<f64>();
    let (a, b) = (values(a)?, values(b)?);
    let largest = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0, |most: f64, v| most.max(v.abs()));
    let gap = largest(&mut a.iter().zip(&b).map(|(a, b)| a - b));
    let scale = largest(&mut b.iter().copied());
    Ok(if scale > 0.0 { gap / scale } else { gap })
}

//! Layers without weights, by candle's operations, each with its gradient on every device. `walk` runs them.

use candle_core::{Error, Result, Tensor};

use super::plan::MaxPool;

/// PyTorch pads with -∞; zeros do the same, since x comes from a ReLU and each window holds a pixel of it.
pub(super) fn max_pool(x: &Tensor, pool: MaxPool) -> Result<Tensor> {
    let (_, _, h, w) = x.dims4()?;
    let sides = pool.sides([h, w]).map_err(Error::Msg)?;
    if sides == [h, w] {
        return Ok(x.clone());
    }
    if x.track_op() {
        return largest(&largest(x, 2, sides[0], pool)?, 3, sides[1], pool);
    }
    let around = pool.padding();
    x.pad_with_zeros(2, around, around)?.pad_with_zeros(3, around, around)?.max_pool2d_with_stride(pool.kernel, 2)
}

/// The largest of windows along one axis. candle's own max pool has no gradient where windows overlap, and where they do not
/// it divides the gradient by the pixels of the window (0.11).
fn largest(x: &Tensor, axis: usize, windows: usize, pool: MaxPool) -> Result<Tensor> {
    let around = pool.padding();
    let after = (2 * windows + pool.kernel - 1).saturating_sub(around + x.dim(axis)?);
    let x = x.pad_with_zeros(axis, around, after)?;
    let mut pairs = x.dims().to_vec();
    pairs.splice(axis..=axis, [windows, 2]);
    let every_second =
        |from| x.narrow(axis, from, 2 * windows)?.reshape(pairs.as_slice())?.narrow(axis + 1, 0, 1)?.squeeze(axis + 1);
    (1..pool.kernel).try_fold(every_second(0)?, |most, from| most.maximum(&every_second(from)?))
}

/// Mean of 3 × 3 pixels, stride 2, padding 1, zeros counted: A x Bᵀ with rows of three thirds. candle's own has no gradient
/// where windows overlap.
pub(super) fn average_pool(x: &Tensor) -> Result<Tensor> {
    let (_, _, h, w) = x.dims4()?;
    let thirds = |n: usize| {
        let value = |at: usize| if (at % n).abs_diff(2 * (at / n)) <= 1 { 1.0 / 3.0 } else { 0.0f32 };
        let values: Vec<f32> = (0..n.div_ceil(2) * n).map(value).collect();
        Tensor::from_vec(values, (n.div_ceil(2), n), x.device())?.to_dtype(x.dtype())
    };
    thirds(h)?.broadcast_matmul(&x.broadcast_matmul(&thirds(w)?.t()?)?)
}

/// Option A: every `stride`-th pixel, `channels` zero channels on both sides.
pub(super) fn padded(x: &Tensor, channels: usize, stride: usize) -> Result<Tensor> {
    let (_, _, h, w) = x.dims4()?;
    let picked = |n: usize| {
        let at: Vec<u32> = (0..u32::try_from(n).unwrap_or(u32::MAX)).step_by(stride).collect();
        Tensor::new(at, x.device())
    };
    let x = if stride == 1 { x.clone() } else { x.index_select(&picked(h)?, 2)?.index_select(&picked(w)?, 3)? };
    x.pad_with_zeros(1, channels, channels)
}

/// The first half of the channels, and the others.
pub(super) fn halves(x: &Tensor) -> Result<(Tensor, Tensor)> {
    let channels = x.dim(1)?;
    let half = channels / 2;
    Ok((x.narrow(1, 0, half)?.contiguous()?, x.narrow(1, half, channels - half)?.contiguous()?))
}

/// Channel i of group g becomes channel i · groups + g.
pub(super) fn shuffle(x: &Tensor, groups: usize) -> Result<Tensor> {
    let (b, c, h, w) = x.dims4()?;
    x.reshape((b, groups, c / groups, h * w))?.transpose(1, 2)?.contiguous()?.reshape((b, c, h, w))
}

/// x · scale + shift, by channel.
pub(super) fn scaled(x: &Tensor, scale: &Tensor, shift: &Tensor) -> Result<Tensor> {
    let per_channel = |t: &Tensor| t.reshape((1, (), 1, 1));
    x.broadcast_mul(&per_channel(scale)?)?.broadcast_add(&per_channel(shift)?)
}

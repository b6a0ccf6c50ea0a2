//! Channels taken apart, put side by side and shuffled. `trunk` runs it.

use std::ops::Range;

use super::maps::{Maps, Size};

/// Some of the channels.
pub(super) fn take(from: &Maps, to: &mut Maps, channels: Range<usize>) {
    let size = from.size();
    to.reset(Size { channels: channels.len(), ..size });
    for (image, y) in rows(size) {
        let pixels = from.row(image, y).chunks_exact(size.channels);
        let taken = to.row_mut(image, y).chunks_exact_mut(channels.len());
        taken.zip(pixels).for_each(|(to, pixel)| to.copy_from_slice(&pixel[channels.clone()]));
    }
}

/// The channels of both, side by side.
pub(super) fn concatenate(first: &Maps, second: &Maps, to: &mut Maps) -> Result<(), String> {
    let (a, b) = (first.size(), second.size());
    if a != (Size { channels: a.channels, ..b }) {
        return Err(format!("maps of {a:?} and {b:?} cannot lie side by side"));
    }
    let channels = a.channels + b.channels;
    to.reset(Size { channels, ..a });
    for (image, y) in rows(a) {
        let (first, second) = (first.row(image, y), second.row(image, y));
        let pixels = first.chunks_exact(a.channels).zip(second.chunks_exact(b.channels));
        for (to, (first, second)) in to.row_mut(image, y).chunks_exact_mut(channels).zip(pixels) {
            to[..a.channels].copy_from_slice(first);
            to[a.channels..].copy_from_slice(second);
        }
    }
    Ok(())
}

/// Channel i of group g becomes channel i · groups + g.
pub(super) fn shuffle(from: &Maps, to: &mut Maps, groups: usize) {
    let size = from.size();
    let each = size.channels / groups;
    to.reset(size);
    for (image, y) in rows(size) {
        let pixels = from.row(image, y).chunks_exact(size.channels);
        for (to, pixel) in to.row_mut(image, y).chunks_exact_mut(size.channels).zip(pixels) {
            for (g, group) in pixel.chunks_exact(each).enumerate() {
                to[g..].iter_mut().step_by(groups).zip(group).for_each(|(to, value)| *to = *value);
            }
        }
    }
}

fn rows(size: Size) -> impl Iterator<Item = (usize, usize)> {
    (0..size.count).flat_map(move |image| (0..size.height).map(move |y| (image, y)))
}

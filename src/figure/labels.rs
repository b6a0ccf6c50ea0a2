//! Places for direct labels, so that none covers another, leaves its panel, or hides marks where there is room beside them.

use super::layout::{Point, Rect};

/// Finds free places for boxes within bounds.
#[derive(Clone, Debug)]
pub struct Placer {
    /// No box leaves these.
    pub bounds: Rect,
    /// No box overlaps these.
    pub taken: Vec<Rect>,
    /// Boxes cover as few of these as may be.
    pub marks: Vec<Point>,
}

impl Placer {
    /// A free box of a size, as near to `anchor` and over as few marks as may be, first looked for on the side of
    /// `toward`; none where all is taken.
    pub fn place(&mut self, anchor: Point, size: (f64, f64), toward: Point) -> Option<Rect> {
        let wanted = (toward.1 - anchor.1).atan2(toward.0 - anchor.0);
        let turns = [0.0, 0.25, -0.25, 0.5, -0.5, 0.75, -0.75, 1.0];
        let mut best: Option<(f64, Rect)> = None;
        for step in 0..=24 {
            let away = f64::from(step) * size.1 * 0.4;
            for turn in turns {
                let r = beside(anchor, size, (away, wanted + turn * std::f64::consts::PI));
                if !self.is_free(&r) {
                    continue;
                }
                let cost = self.hidden(&r) as f64 + 0.8 * f64::from(step) + 0.5 * turn.abs();
                if best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, r));
                }
            }
        }
        let (_, found) = best?;
        self.taken.push(found);
        Some(found)
    }

    fn is_free(&self, r: &Rect) -> bool {
        // Texts are placed on tenths.
        let near = Rect { x: r.x - 0.1, y: r.y - 0.1, w: r.w + 0.2, h: r.h + 0.2 };
        self.bounds.holds(r) && !self.taken.iter().any(|t| t.overlaps(&near))
    }

    fn hidden(&self, r: &Rect) -> usize {
        self.marks.iter().filter(|m| r.x <= m.0 && m.0 <= r.right() && r.y <= m.1 && m.1 <= r.bottom()).count()
    }
}

/// A box whose edge lies `away` from the anchor at an angle: its middle runs on a stretched circle.
fn beside(anchor: Point, size: (f64, f64), (away, angle): (f64, f64)) -> Rect {
    let x = anchor.0 + angle.cos() * (size.0 / 2.0 + away);
    let y = anchor.1 + angle.sin() * (size.1 / 2.0 + away);
    Rect { x: x - size.0 / 2.0, y: y - size.1 / 2.0, w: size.0, h: size.1 }
}

/// The line from an anchor to its box, where the box is so far that the eye needs one.
#[must_use]
pub fn leader(anchor: Point, r: &Rect) -> Option<[Point; 2]> {
    let near = (anchor.0.clamp(r.x, r.right()), anchor.1.clamp(r.y, r.bottom()));
    let distance = (near.0 - anchor.0).hypot(near.1 - anchor.1);
    (distance > 1.2 * r.h).then_some([anchor, near])
}

/// Line and beginning of each item of a key, set one after the other and broken at a width.
#[must_use]
pub fn flow(widths: &[f64], limit: f64) -> Vec<(usize, f64)> {
    let (mut line, mut x) = (0, 0.0);
    let place = |w: &f64| {
        if x > 0.0 && x + w > limit {
            (line, x) = (line + 1, 0.0);
        }
        x += w;
        (line, x - w)
    };
    widths.iter().map(place).collect()
}

/// Heights moved apart to at least `gap`, in order, within `low..=high`, as near to where they were as that allows.
///
/// Indices of equal order keep it. Too many for the room are spread evenly over it.
#[must_use]
pub fn spread(heights: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by(|a, b| heights[*a].total_cmp(&heights[*b]));
    let gap = if heights.len() > 1 { gap.min((high - low) / (heights.len() - 1) as f64) } else { gap };
    // Clusters of touching labels: sum of wanted first heights, and size.
    let mut clusters: Vec<(f64, usize)> = Vec::new();
    let start = |(sum, size): (f64, usize)| {
        let room = high - gap * (size - 1) as f64;
        (sum / size as f64).clamp(low.min(room), room)
    };
    for index in &order {
        clusters.push((heights[*index], 1));
        while let [.., below, above] = clusters[..] {
            if start(below) + gap * below.1 as f64 <= start(above) {
                break;
            }
            clusters.truncate(clusters.len() - 2);
            // A label that stands `below.1` places up wants the cluster to begin that much lower.
            clusters.push((below.0 + above.0 - gap * (below.1 * above.1) as f64, below.1 + above.1));
        }
    }
    let placed = clusters.iter().flat_map(|c| (0..c.1).map(move |i| start(*c) + gap * i as f64));
    let mut moved = vec![0.0; heights.len()];
    for (index, height) in order.into_iter().zip(placed) {
        moved[index] = height;
    }
    moved
}

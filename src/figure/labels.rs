//! Places for direct labels, so that none covers another or leaves its panel.

use super::layout::{Point, Rect};

/// Finds free places for boxes within bounds.
#[derive(Clone, Debug)]
pub struct Placer {
    bounds: Rect,
    taken: Vec<Rect>,
}

impl Placer {
    /// Free bounds, but for what is taken.
    #[must_use]
    pub fn new(bounds: Rect, taken: Vec<Rect>) -> Self {
        Self { bounds, taken }
    }

    /// The free box of a size nearest to `anchor`, first looked for on the side of `toward`; none where all is taken.
    pub fn place(&mut self, anchor: Point, size: (f64, f64), toward: Point) -> Option<Rect> {
        let wanted = (toward.1 - anchor.1).atan2(toward.0 - anchor.0);
        let turns = [0.0, 0.25, -0.25, 0.5, -0.5, 0.75, -0.75, 1.0];
        let ring = |step: usize| turns.map(|turn| (step as f64 * size.1 * 0.5, wanted + turn * std::f64::consts::PI));
        let boxed = |(away, angle): (f64, f64)| {
            // The box's centre lies on an ellipse that keeps its edge `away` from the anchor.
            let x = anchor.0 + angle.cos() * (size.0 / 2.0 + away);
            let y = anchor.1 + angle.sin() * (size.1 / 2.0 + away);
            Rect { x: x - size.0 / 2.0, y: y - size.1 / 2.0, w: size.0, h: size.1 }
        };
        let is_free = |r: &Rect| self.bounds.holds(r) && !self.taken.iter().any(|t| t.overlaps(r));
        let found = (1..=24).flat_map(ring).map(boxed).find(is_free)?;
        self.taken.push(found);
        Some(found)
    }
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

//! Seeds and examples that would settle a difference, by hand.

use penult::analysis::argument::settling::{Settling, of};
use penult::analysis::intervals::student_t;

/// s = 0.01 and no part of the examples: t(n-1) · 0.01/√n < 0.005 first at n = 18 (2.110 · 0.01/4.243 = 0.00497).
#[test]
fn seeds_until_the_half_width_is_below_what_is_wanted() {
    let half = student_t(4.0, 0.95) * 0.01 / 5f64.sqrt();
    assert_eq!(of(1e-4, half, (5, 1000), 0.005), Settling::Seeds { needed: 18, now: 5 });
    assert_eq!(of(1e-4, half, (5, 1000), 0.02), Settling::Seeds { needed: 5, now: 5 });
}

/// The examples alone give ±0.01 where ±0.005 is wanted: four times as many halve that, and as many again leave room for seeds.
#[test]
fn examples_where_seeds_alone_would_not_do() {
    let seeds = student_t(4.0, 0.95) * 0.01 / 5f64.sqrt();
    assert_eq!(of(1e-4, seeds.hypot(0.01), (5, 1000), 0.005), Settling::Examples(8000));
}

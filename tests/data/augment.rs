//! Crops and flips as indices.

use penult::data::augment::{Augment, Cut};
use penult::random::Random;

const SHAPE: [usize; 3] = [1, 2, 3];

#[test]
fn the_middle_cut_is_the_image_and_a_flip_mirrors_it() {
    let augment = Augment { crop_padding: 1, flip: true };
    let middle = Cut { top: 1, left: 1, is_flipped: false };
    assert_eq!(augment.sources(middle, SHAPE), [0, 1, 2, 3, 4, 5]);
    assert_eq!(augment.sources(Cut { is_flipped: true, ..middle }, SHAPE), [2, 1, 0, 5, 4, 3]);
}

#[test]
fn what_lies_outside_is_black() {
    let augment = Augment { crop_padding: 1, flip: false };
    // One row up and one column to the left: the first row and column are padding, index 6.
    assert_eq!(augment.sources(Cut { top: 0, left: 0, is_flipped: false }, SHAPE), [6, 6, 6, 6, 0, 1]);
    assert_eq!(augment.sources(Cut { top: 2, left: 2, is_flipped: false }, SHAPE), [4, 5, 6, 6, 6, 6]);
}

#[test]
fn channels_are_cut_alike() {
    let cut = Cut { top: 0, left: 0, is_flipped: true };
    let sources = Augment::default().sources(cut, [2, 1, 2]);
    assert_eq!(sources, [1, 0, 3, 2]);
}

#[test]
fn every_place_and_both_sides_are_drawn() {
    let augment = Augment { crop_padding: 1, flip: true };
    let mut random = Random::new(1, "cuts");
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..500 {
        let cut = augment.draw(&mut random);
        seen.insert((cut.top, cut.left, cut.is_flipped));
    }
    assert_eq!(seen.len(), 3 * 3 * 2);
    assert!((0..50).all(|_| !Augment { flip: false, ..augment }.draw(&mut random).is_flipped));
}

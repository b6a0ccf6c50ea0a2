use super::super::{Made, near};
use super::{curves, teacher};

/// Wrong classes of logits 0, log 2, log 5: q = 1/8, 2/8, 5/8, whatever the label's logit.
#[test]
fn shares_by_hand() {
    let mut made = Made::new(40, 4, 4, 1);
    made.head = None;
    let wrong = [0.0, 2f32.ln(), 5f32.ln()];
    made.logits = (0..40)
        .flat_map(|i| {
            // Each wrong class has each rank in turn.
            let mut row: Vec<f32> = (0..3).map(|k| wrong[(k + i) % 3]).collect();
            row.insert(i % 4, i as f32 / 7.0 - 3.0);
            row
        })
        .collect();
    let found = curves(&teacher(&made)).rank_size.clone().unwrap();
    assert_eq!((found.n, found.ranks), (40, vec![1, 2, 3]));
    found.shares.iter().zip([0.625, 0.25, 0.125]).for_each(|(a, b)| near(*a, b, 1e-7));
}

#[test]
fn ranks_thin_out_beyond_a_hundred() {
    let found = curves(&teacher(&Made::new(400, 400, 3, 1))).rank_size.clone().unwrap();
    assert_eq!(found.ranks[..100], (1..=100).collect::<Vec<usize>>());
    assert_eq!(found.ranks[100..103], [110, 121, 133]);
    assert_eq!(found.ranks.last(), Some(&399), "the last one is there");
    assert!(found.shares.windows(2).all(|w| w[0] >= w[1]) && found.shares.len() == found.ranks.len());
    assert!(curves(&teacher(&Made::new(20, 2, 3, 1))).rank_size.is_none(), "one wrong class has no ranks");
}

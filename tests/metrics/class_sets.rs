use penult::metrics::class_sets::ClassSets;
use penult::metrics::off_target_information::State;
use penult::random::Random;

use super::{Matrix, cases};

/// Four classes of which 0 and 1, 2 and 3 resemble each other.
pub fn two_pairs() -> Vec<Option<Vec<f64>>> {
    let rows = [[0.0, 0.8, 0.15, 0.05], [0.8, 0.0, 0.05, 0.15], [0.15, 0.05, 0.0, 0.8], [0.05, 0.15, 0.8, 0.0]];
    rows.iter().map(|r| Some(r.to_vec())).collect()
}

#[test]
fn sets_come_from_the_teacher_or_from_superclasses() {
    let sets = ClassSets::by_teacher(&two_pairs(), 1).unwrap();
    assert_eq!(sets.similar, [[1], [0], [3], [2]]);
    assert_eq!(sets.dissimilar, [[3], [2], [1], [0]]);
    // The second superclass has one class: nothing is like class 3.
    let sets = ClassSets::by_superclass(&[7, 7, 7, 9], &two_pairs()).unwrap();
    assert_eq!(sets.similar, [vec![1, 2], vec![0, 2], vec![0, 1], vec![]]);
    assert_eq!(sets.dissimilar, [vec![3], vec![3], vec![3], vec![]]);
}

#[test]
fn random_sets_keep_their_sizes_and_stay_apart() {
    let sets = ClassSets::by_superclass(&[7, 7, 9, 9], &two_pairs()).unwrap();
    let mut random = Random::new(5, "test");
    for _ in 0..50 {
        let drawn = sets.shuffled(&mut random);
        for class in 0..4 {
            let both = [drawn.similar[class].clone(), drawn.dissimilar[class].clone()].concat();
            assert_eq!((drawn.similar[class].len(), both.len()), (1, 2));
            assert!(both[0] != both[1] && !both.contains(&class));
        }
    }
}

#[test]
fn undefined_says_why() {
    assert!(ClassSets::by_teacher(&two_pairs(), 2).unwrap_err().0.contains("do not fit into 3"));
    assert!(ClassSets::by_teacher(&two_pairs(), 0).is_err() && ClassSets::by_teacher(&[], 1).is_err());
    let mut holed = two_pairs();
    holed[1] = None;
    assert!(ClassSets::by_teacher(&holed, 1).unwrap_err().0.contains("class 1 has no examples"));
    assert!(ClassSets::by_superclass(&[1, 2, 3, 4], &two_pairs()).unwrap_err().0.contains("no superclass"));
    assert!(ClassSets::by_superclass(&[1, 1], &two_pairs()).unwrap_err().0.contains("expected 4"));
}

#[test]
fn a_teacher_s_logits_give_the_sets_of_its_profiles() {
    // Five classes on a line, one example each: the wrong logit falls with the distance, and the upper of two is the nearer.
    let row = |y: usize| (0..5).map(move |k| 10.0 - (k as f32 - y as f32 - 0.1).abs());
    let logits = Matrix::new((0..5).flat_map(row).collect(), 5);
    let sets = ClassSets::of_teacher(logits.rows(), &[0, 1, 2, 3, 4]).unwrap();
    assert_eq!(sets.similar, [[1], [2], [3], [4], [3]]);
    assert_eq!(sets.dissimilar, [[4], [4], [0], [0], [0]]);
    let sets = ClassSets::of_superclasses(&[0, 1, 0, 1, 1], logits.rows(), &[0, 1, 2, 3, 4]).unwrap();
    assert_eq!(sets.similar, [vec![2], vec![3, 4], vec![0], vec![4, 1], vec![3, 1]], "the most like it first");
    assert_eq!(sets.dissimilar, [vec![4], vec![2, 0], vec![4], vec![2, 0], vec![2, 0]]);
    for case in cases().iter().filter(|c| c.logits.rows().cols > 2) {
        let k = case.logits.rows().cols;
        let mut state = State::new(k, 1.0).unwrap();
        case.labels.iter().enumerate().for_each(|(i, y)| state.push(case.logits.rows().row(i), *y));
        let expected = ClassSets::by_teacher(&state.profiles(), ((k - 1) / 4).clamp(1, 5));
        assert_eq!(ClassSets::of_teacher(case.logits.rows(), &case.labels), expected);
    }
    let two = Matrix::new(vec![1.0, 0.0, 0.0, 1.0], 2);
    assert!(ClassSets::of_teacher(two.rows(), &[0, 1]).unwrap_err().0.contains("3 classes"));
    assert!(ClassSets::of_teacher(logits.rows(), &[0, 1, 2, 3, 3]).unwrap_err().0.contains("class 4 has no examples"));
}

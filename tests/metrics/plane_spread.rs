use penult::metrics::Mergeable as _;
use penult::metrics::class_sums::ClassSums;
use penult::metrics::plane_spread::{irregularity, push, spread, sums, triangle};
use penult::metrics::template_plane::{Plane, default_classes};

use super::{Case, cases_of, near, partitions, same};

fn plane(case: &Case) -> Option<(Plane, [usize; 3])> {
    let classes = default_classes(case.weight.rows(), Some(&case.bias)).ok()?;
    Some((Plane::new(case.weight.rows(), Some(&case.bias), classes).unwrap(), classes))
}

fn state(case: &Case, (plane, classes): &(Plane, [usize; 3]), rows: &[usize]) -> ClassSums {
    let mut state = sums(plane);
    rows.iter().for_each(|i| push(&mut state, plane, *classes, (case.features.rows().row(*i), case.labels[*i])));
    state
}

#[test]
fn triangles_by_hand() {
    near(irregularity([[0.0, 0.0], [1.0, 0.0], [0.5, 0.75f64.sqrt()]]).unwrap(), 0.0, 1e-15);
    // Sides 3, 4, 5: mean 4, sd 1.
    near(irregularity([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]]).unwrap(), 0.25, 1e-15);
    assert!(irregularity([[1.0, 2.0]; 3]).unwrap_err().0.contains("coincide"));
}

#[test]
fn equals_the_definition_on_numpys_coordinates() {
    let mut measured = 0;
    for case in cases_of("geometry") {
        let Some(of) = plane(&case) else { continue };
        let state = state(&case, &of, &(0..case.labels.len()).collect::<Vec<_>>());
        let Some(expected) = case.expected("plane_spread") else {
            assert!(spread(&state).unwrap_err().0.contains("no examples"));
            continue;
        };
        same(spread(&state).unwrap(), expected);
        same(triangle(&state).unwrap(), case.expected("plane_triangle").unwrap());
        let corners = [0, 1, 2].map(|c| of.0.template(c));
        same(irregularity(corners).unwrap(), case.expected("template_triangle").unwrap());
        measured += 1;
    }
    assert!(measured >= 4, "{measured}");
}

#[test]
fn any_partition_and_order_adds_up() {
    for case in cases_of("geometry") {
        let Some(of) = plane(&case) else { continue };
        let Ok(whole) = spread(&state(&case, &of, &(0..case.labels.len()).collect::<Vec<_>>())) else { continue };
        for parts in partitions(case.labels.len()) {
            let mut merged = state(&case, &of, &parts[0]);
            parts[1..].iter().for_each(|part| merged.merge(&state(&case, &of, part)));
            near(spread(&merged).unwrap(), whole, 1e-12 * whole);
        }
    }
}

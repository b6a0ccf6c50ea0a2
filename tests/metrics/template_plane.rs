use penult::metrics::template_plane::{Plane, default_classes};

use super::{Matrix, cases, near};

#[test]
fn by_hand() {
    // Templates (0, 0), (2, 0), (0, 1) without bias: a feature (1, 1) lies at (1, 1) of the plane.
    let w = Matrix::new(vec![0.0, 0.0, 2.0, 0.0, 0.0, 1.0, 9.0, 9.0], 2);
    // Classes 0 and 2 are closest (distance 1), class 3 is farthest from both.
    assert_eq!(default_classes(w.rows(), None).unwrap(), [0, 2, 3]);
    let plane = Plane::new(w.rows(), None, [0, 1, 2]).unwrap();
    let [x, y] = plane.project(&[1.0, 1.0]);
    near(x, 1.0, 1e-12);
    near(y, 1.0, 1e-12);
    near(plane.scale(), 2.0, 1e-12);
    assert_eq!(plane.template(0), [0.0, 0.0]);
}

#[test]
fn undefined_for_two_classes_or_templates_on_a_line() {
    let w = Matrix::new(vec![0.0, 0.0, 1.0, 1.0, 2.0, 2.0], 2);
    assert!(default_classes(Matrix::new(vec![0.0; 4], 2).rows(), None).unwrap_err().0.contains("three classes"));
    assert!(Plane::new(w.rows(), None, [0, 1, 2]).unwrap_err().0.contains("on a line"));
    assert!(Plane::new(w.rows(), None, [0, 1, 7]).unwrap_err().0.contains("class 7"));
}

#[test]
fn equals_numpys_qr() {
    let mut compared = 0;
    for case in cases() {
        let Some(expected) = case.value("template_plane").as_object() else { continue };
        let classes = default_classes(case.weight.rows(), Some(&case.bias)).unwrap();
        let numbers: Vec<usize> =
            expected["classes"].as_array().unwrap().iter().map(|c| c.as_u64().unwrap() as usize).collect();
        assert_eq!(classes.to_vec(), numbers, "{}", case.name);
        let plane = Plane::new(case.weight.rows(), Some(&case.bias), classes).unwrap();
        for (i, point) in expected["points"].as_array().unwrap().iter().enumerate() {
            let [x, y] = plane.project(case.features.rows().row(i));
            near(x, point[0].as_f64().unwrap(), 1e-9);
            near(y, point[1].as_f64().unwrap(), 1e-9);
        }
        compared += 1;
    }
    assert!(compared >= 3, "{compared}");
}

#[test]
fn a_shift_of_all_templates_and_features_moves_nothing() {
    for case in cases().into_iter().filter(|c| c.weight.rows().rows > 2) {
        let classes = default_classes(case.weight.rows(), Some(&case.bias)).unwrap();
        let (w, x) = (case.weight.map(|v| v + 1.0), case.features.map(|v| v + 1.0));
        let here =
            Plane::new(case.weight.rows(), Some(&case.bias), classes).unwrap().project(case.features.rows().row(0));
        let there = Plane::new(w.rows(), Some(&case.bias), classes).unwrap().project(x.rows().row(0));
        near(here[0], there[0], 1e-4);
        near(here[1], there[1], 1e-4);
    }
}

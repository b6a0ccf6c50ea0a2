use penult::metrics::template_plane::{Plane, ProductPlane, default_classes, products};

use super::{Matrix, cases, near, noise};

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

/// What the page does: coordinates of any three classes from logits and products alone.
#[test]
fn logits_and_products_place_examples_as_features_and_templates_do() {
    let (k, d) = (7, 5);
    let (weight, features) = (Matrix::new(noise(k * d, 1), d), Matrix::new(noise(40 * d, 2), d));
    for bias in [Some(noise(k, 3)), None] {
        let bias = bias.as_deref();
        let all: Vec<usize> = (0..k).collect();
        let products = products(weight.rows(), bias, &all);
        let logit = |row: &[f32], class: usize| {
            let z: f64 = weight.rows().row(class).iter().zip(row).map(|(w, x)| f64::from(*w) * f64::from(*x)).sum();
            z + bias.map_or(0.0, |b| f64::from(b[class]))
        };
        let triples = (0..k * k * k).map(|at| [at / (k * k), at / k % k, at % k]);
        for of in triples.filter(|[a, b, c]| a != b && b != c && a != c) {
            let plane = Plane::new(weight.rows(), bias, of).unwrap();
            let of_products = ProductPlane::new(of.map(|a| of.map(|b| products[a * k + b]))).unwrap();
            let relative = |a: f64, b: f64| near(a, b, 1e-9 * b.abs().max(plane.scale()));
            for (corner, found) in of_products.templates().into_iter().enumerate() {
                found.iter().zip(plane.template(corner)).for_each(|(a, b)| relative(*a, b));
            }
            for row in (0..40).map(|i| features.rows().row(i)) {
                let found = of_products.project(of.map(|class| logit(row, class)));
                found.iter().zip(plane.project(row)).for_each(|(a, b)| relative(*a, b));
            }
        }
    }
}

#[test]
fn products_of_templates_on_a_line_are_refused() {
    let w = Matrix::new(vec![0.0, 0.0, 1.0, 1.0, 2.0, 2.0], 2);
    let all = products(w.rows(), None, &[0, 1, 2]);
    assert_eq!(all, [0.0, 0.0, 0.0, 0.0, 2.0, 4.0, 0.0, 4.0, 8.0]);
    let rows = [0, 1, 2].map(|i| [0, 1, 2].map(|j| all[3 * i + j]));
    assert!(ProductPlane::new(rows).unwrap_err().0.contains("on a line"));
    assert!(ProductPlane::new([[1.0; 3]; 3]).unwrap_err().0.contains("on a line"), "all one point");
}

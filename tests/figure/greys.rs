//! Styles in grey print, and to eyes without green cones.

use penult::analysis::schema::Role;
use penult::figure::theme::{
    ASSISTANT, Color, HARD_TEACHER, PAPER, SCRATCH, SMOOTHED_TEACHER, STUDENT, Style, style_of,
};

use super::Study;

/// Lightness steps (CIE L*) that are told apart in print.
const LIGHTNESS_STEP: f64 = 15.0;
/// Distance (CIE 1976 ΔE) that is told apart at a glance; 2.3 is just noticed.
const COLOUR_STEP: f64 = 12.0;

fn linear(color: Color) -> [f64; 3] {
    let channel = |c: u8| {
        let c = f64::from(c) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    [channel(color.0), channel(color.1), channel(color.2)]
}

fn product(matrix: [[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(v).map(|(a, b)| a * b).sum())
}

/// CIE L*a*b* (D65) of linear sRGB.
fn lab(rgb: [f64; 3]) -> [f64; 3] {
    let xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]];
    let [x, y, z] = product(xyz, rgb);
    let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let [x, y, z] = [f(x / 0.9505), f(y), f(z / 1.089)];
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn lightness(color: Color) -> f64 {
    lab(linear(color))[0]
}

/// How deuteranopes see it (Machado 2009, severity 1).
fn without_green(color: Color) -> [f64; 3] {
    let machado =
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]];
    lab(product(machado, linear(color)).map(|c| c.clamp(0.0, 1.0)))
}

fn differ_in_grey(a: Style, b: Style) -> bool {
    let is_lighter = (lightness(a.color) - lightness(b.color)).abs() >= LIGHTNESS_STEP;
    is_lighter || (a.shape, a.fill) != (b.shape, b.fill) || a.dash != b.dash
}

/// Twelve groups of all roles, which is what one figure shows at most.
#[test]
fn every_pair_of_groups_differs_in_grey_print() {
    let mut groups = vec![("hard", Role::Teacher, 0.0, None), ("hard_b", Role::Teacher, 0.0, None)];
    groups.extend(["ls_005", "ls_01", "ls_02"].map(|g| (g, Role::Teacher, 0.1, None)));
    groups.extend(["t1", "t2", "t4", "t8"].map(|g| (g, Role::Student, 0.0, Some("hard"))));
    groups.extend(["scratch", "scratch_b"].map(|g| (g, Role::Scratch, 0.0, None)));
    groups.push(("assistant", Role::Assistant, 0.0, Some("hard")));
    let record = Study { seeds: 1, ..Study::small() };
    let record = Study { groups, ..record }.record();
    let names: Vec<&String> = record.analysis.groups.keys().collect();
    for (i, a) in names.iter().enumerate() {
        for b in &names[i + 1..] {
            let (of_a, of_b) = (style_of(&record, a), style_of(&record, b));
            assert!(differ_in_grey(of_a, of_b), "{a} and {b}: {of_a:?}");
            assert_ne!((of_a.shape, of_a.fill), (of_b.shape, of_b.fill), "{a} and {b}");
        }
    }
}

/// The first group of each role, as lines: solid and dashed ones, or another lightness.
#[test]
fn roles_differ_as_lines_in_grey_print() {
    let mut study = Study::small();
    study.groups.push(("scratch", Role::Scratch, 0.0, None));
    study.groups.push(("assistant", Role::Assistant, 0.0, Some("hard")));
    let record = study.record();
    let styles = ["hard", "smoothed", "student_of_hard", "scratch", "assistant"].map(|g| style_of(&record, g));
    for (i, a) in styles.iter().enumerate() {
        for b in &styles[i + 1..] {
            let step = (lightness(a.color) - lightness(b.color)).abs();
            assert!(a.dash != b.dash || step >= LIGHTNESS_STEP, "{a:?} {b:?}: {step}");
        }
    }
}

#[test]
fn roles_differ_without_green_cones() {
    let roles = [HARD_TEACHER, SMOOTHED_TEACHER, STUDENT, ASSISTANT, SCRATCH, PAPER];
    for (i, a) in roles.iter().enumerate() {
        for b in &roles[i + 1..] {
            let (of_a, of_b) = (without_green(*a), without_green(*b));
            let distance = of_a.iter().zip(of_b).map(|(p, q)| (p - q).powi(2)).sum::<f64>().sqrt();
            assert!(distance >= COLOUR_STEP, "{a:?} {b:?}: {distance}");
        }
    }
}

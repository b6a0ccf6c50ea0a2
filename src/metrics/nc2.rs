//! NC2: how near a set of class vectors, the centred class means or the rows of the head, is to a simplex equiangular tight
//! frame (Papyan, Han, Donoho 2020): equal norms, equal angles, both at once.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::gram::Gram;
use super::{Measured, Undefined};

/// What the entries of all six have in common: those of the means.
const OF_MEANS: Definition = Definition {
    name: "nc2_equinorm",
    title: "Equal norms of the class means (NC2)",
    short: "NC2 norm",
    measures: "How unequal the distances of the class means from their centre are.",
    formula: "sd_c ||mu_c - mu_G|| / mean_c ||mu_c - mu_G||, with C - 1",
    edges: "0 is collapse. Undefined with fewer than two classes or where the class means coincide.",
    source: "Papyan 2020",
    topic: Topic::Geometry,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// Why what rests on the head alone has no interval.
const NO_EXAMPLES: Interval = Interval::None("none: of the head alone, no examples enter");

/// The registry's entry of `nc2_equinorm`.
pub const EQUINORM: Definition = OF_MEANS;

/// The registry's entry of `nc2_equinorm_head`.
pub const EQUINORM_HEAD: Definition = Definition {
    name: "nc2_equinorm_head",
    title: "Equal norms of the head's rows (NC2)",
    short: "NC2 norm (W)",
    measures: "How unequal the norms of the head's rows are.",
    formula: "sd_k ||w_k|| / mean_k ||w_k||, with K - 1; rows not centred, bias ignored",
    edges: "0 is collapse. Undefined without a head or where its rows are all 0.",
    interval: NO_EXAMPLES,
    ..OF_MEANS
};

/// The registry's entry of `nc2_equiangular`.
pub const EQUIANGULAR: Definition = Definition {
    name: "nc2_equiangular",
    title: "Equal angles of the class means (NC2)",
    short: "NC2 angle",
    measures: "How far the angles between class means are from those of a simplex.",
    formula: "mean over pairs of |cos(mu_a - mu_G, mu_b - mu_G) + 1/(C-1)|",
    edges: "0 is collapse; D < C - 1 makes 0 impossible. Undefined with fewer than two classes or where a class mean lies on the centre.",
    ..OF_MEANS
};

/// The registry's entry of `nc2_equiangular_head`.
pub const EQUIANGULAR_HEAD: Definition = Definition {
    name: "nc2_equiangular_head",
    title: "Equal angles of the head's rows (NC2)",
    short: "NC2 angle (W)",
    measures: "How far the angles between the head's rows are from those of a simplex.",
    formula: "mean over pairs of |cos(w_a, w_b) + 1/(K-1)|; rows not centred, bias ignored",
    edges: "0 is collapse; D < K - 1 makes 0 impossible. Undefined without a head or where a row is 0.",
    interval: NO_EXAMPLES,
    ..OF_MEANS
};

/// The registry's entry of `nc2_etf_err`.
pub const ETF_ERROR: Definition = Definition {
    name: "nc2_etf_err",
    title: "Distance of the class means from a simplex frame (NC2)",
    short: "ETF err.",
    measures: "How far the class means are from equal norms and equal angles together.",
    formula: "||MMᵀ/||MMᵀ||_F - (I - 11ᵀ/C)/√(C-1)||_F, rows of M the class means minus their centre",
    edges: "0 is collapse; at most 2. Undefined with fewer than two classes or where the class means coincide.",
    source: "rhubarbwu/neural-collapse, simplex_etf_error",
    ..OF_MEANS
};

/// The registry's entry of `nc2_etf_err_head`.
pub const ETF_ERROR_HEAD: Definition = Definition {
    name: "nc2_etf_err_head",
    title: "Distance of the head's rows from a simplex frame (NC2)",
    short: "ETF err. (W)",
    measures: "How far the head's rows are from equal norms and equal angles together.",
    formula: "||WWᵀ/||WWᵀ||_F - (I - 11ᵀ/K)/√(K-1)||_F; rows not centred, bias ignored",
    edges: "0 is collapse; at most 2. Undefined without a head or where its rows are all 0.",
    source: "rhubarbwu/neural-collapse, simplex_etf_error",
    interval: NO_EXAMPLES,
    ..OF_MEANS
};

fn all_zero() -> Undefined {
    Undefined("all class vectors are 0".to_owned())
}

/// Sample standard deviation of the norms over their mean, at least 0.
///
/// # Errors
/// Undefined where all vectors are 0.
pub fn equinorm(gram: &Gram) -> Measured<f64> {
    let norms = gram.norms();
    let count = norms.len() as f64;
    let mean = norms.iter().sum::<f64>() / count;
    if mean <= 0.0 {
        return Err(all_zero());
    }
    Ok((norms.iter().map(|n| (n - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt() / mean)
}

/// Mean over pairs of |cos + 1/(C-1)|, at least 0.
///
/// # Errors
/// Undefined where a vector is 0.
pub fn equiangular(gram: &Gram) -> Measured<f64> {
    let (cosines, count) = (gram.cosines()?, gram.count());
    let off_diagonal = cosines.iter().enumerate().filter(|(at, _)| at % count != at / count);
    let gaps: f64 = off_diagonal.map(|(_, cos)| (cos + 1.0 / (count as f64 - 1.0)).abs()).sum();
    Ok(gaps / (count * (count - 1)) as f64)
}

/// Frobenius distance of the normalised Gram matrix from that of a simplex frame, in [0, 2].
///
/// # Errors
/// Undefined where all vectors are 0.
pub fn etf_error(gram: &Gram) -> Measured<f64> {
    let norm = gram.values().iter().map(|g| g * g).sum::<f64>().sqrt();
    if norm <= 0.0 {
        return Err(all_zero());
    }
    let count = gram.count();
    let k = count as f64;
    let ideal = |at: usize| (f64::from(u8::from(at % count == at / count)) - 1.0 / k) / (k - 1.0).sqrt();
    let square: f64 = gram.values().iter().enumerate().map(|(at, g)| (g / norm - ideal(at)).powi(2)).sum();
    Ok(square.sqrt())
}

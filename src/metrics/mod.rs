//! One file a statistic: pure functions or mergeable states over plain matrices, in f64. No candle, no files.

pub mod accuracy;
pub mod agreement;
pub mod brier;
pub mod calibration_error;
pub mod class_separation;
pub mod entropy;
pub mod gamma;
pub mod kl;
pub mod linear_cka;
pub mod mean_confidence;
pub mod nll;
pub mod participation_ratio;
pub mod pca;
pub mod softmax;
pub mod temperature;
pub mod template_plane;

/// Why a statistic has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undefined(pub String);

/// A statistic, or why it has no value.
pub type Measured<T> = Result<T, Undefined>;

/// A registered statistic: what help, glossary and report say of it.
pub struct Definition {
    /// Key in `analysis.json`.
    pub name: &'static str,
    /// Title.
    pub title: &'static str,
    /// Formula and conventions.
    pub definition: &'static str,
    /// Paper and equation.
    pub source: &'static str,
    /// Direction; none where neither is better.
    pub higher_is_better: Option<bool>,
    /// How its interval is made.
    pub interval_method: &'static str,
}

const BOOTSTRAP: &str = "paired percentile bootstrap over examples";
const JACKKNIFE: &str = "delete-a-group jackknife, 50 class-stratified groups";

const fn define(name: &'static str, title: &'static str, definition: &'static str, source: &'static str, higher_is_better: Option<bool>, interval_method: &'static str) -> Definition {
    Definition { name, title, definition, source, higher_is_better, interval_method }
}

/// All statistics, in the order in which reports show them.
pub const METRICS: &[Definition] = &[
    define("accuracy", "Top-1 accuracy", "mean of 1{argmax z = y}; ties go to the lowest class.", "standard", Some(true), BOOTSTRAP),
    define("top5_accuracy", "Top-5 accuracy", "share of labels among the 5 largest logits; undefined for K ≤ 5.", "standard", Some(true), BOOTSTRAP),
    define("nll", "Negative log-likelihood", "mean of -log softmax(z)_y, natural logarithm.", "standard", Some(false), BOOTSTRAP),
    define("brier", "Brier score", "mean of Σ_k (p_k - 1{k=y})², in [0, 2].", "Brier 1950", Some(false), BOOTSTRAP),
    define("mean_confidence", "Mean confidence", "mean of max_k p_k.", "standard", None, BOOTSTRAP),
    define("entropy", "Predictive entropy", "mean of -Σ_k p_k log p_k, nats.", "Shannon 1948", None, BOOTSTRAP),
    define("ece", "Expected calibration error (ECE)", "Σ_b n_b/N |acc_b - conf_b| over 15 equal-width bins (m/15, (m+1)/15], confidence 0 in the first.", "Guo 2017, eq. 3", Some(false), "basic (reflected) bootstrap over examples"),
    define("mce", "Maximum calibration error (MCE)", "max over non-empty bins of |acc_b - conf_b|, bins as for the ECE.", "Guo 2017, eq. 5", Some(false), "none"),
    define("temperature", "Fitted temperature", "T > 0 that minimises the NLL of softmax(z/T) on the whole split (convex in 1/T); undefined where no finite optimum exists.", "Guo 2017, eq. 9", None, "none"),
    define("nll_at_temperature", "NLL at the fitted temperature", "NLL of softmax(z/T), T fitted on the other of two class-stratified folds.", "Guo 2017, cross-fitted", Some(false), BOOTSTRAP),
    define("ece_at_temperature", "ECE at the fitted temperature", "ECE of softmax(z/T), T fitted on the other of two class-stratified folds.", "Guo 2017, cross-fitted", Some(false), "basic (reflected) bootstrap over examples, folds' temperatures held"),
    define("gamma", "γ, mass off the label", "mean of Σ_{k≠y} p_k · K/(K-1) at T = 1; equals α for a teacher that fits smoothed targets.", "Müller 2019, sec. 4", None, BOOTSTRAP),
    define("class_separation", "Class separation R²", "1 - d_within/d_total, cosine distance on uncentred penultimate features, self-pairs included, classes weighted equally.", "Kornblith 2021, eq. 11", None, JACKKNIFE),
    define("participation_ratio", "Participation ratio", "tr(C)²/tr(C²) of the feature covariance, between 1 and D.", "standard", None, JACKKNIFE),
    define("pca_ratio", "Explained variance ratio", "first min(D, 50) eigenvalues of the covariance (n-1) over their total.", "standard", None, "none"),
    define("linear_cka", "Linear CKA, biased", "||XᵀY||²/(||XᵀX|| ||YᵀY||) on centred features.", "Kornblith 2019", None, JACKKNIFE),
    define("linear_cka_debiased", "Linear CKA, debiased", "as linear_cka with the unbiased HSIC in feature form; may be negative.", "Kornblith 2019, Demo.ipynb", None, JACKKNIFE),
    define("agreement", "Top-1 agreement", "mean of 1{argmax z_a = argmax z_b}.", "Stanton 2021, eq. 2", None, "normal interval of a mean"),
    define("kl", "Predictive KL", "mean of KL(p_a || p_b) at T = 1, nats.", "Stanton 2021, eq. 3", None, "normal interval of a mean"),
];

/// `of(i)` for each row, in order, in parallel.
pub(crate) fn per_row<T: Send>(rows: usize, of: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
    use rayon::prelude::*;
    (0..rows).into_par_iter().map(of).collect()
}

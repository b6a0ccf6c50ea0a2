//! One file a statistic: pure functions or mergeable states over plain matrices, in f64. No candle, no files.

pub mod accuracy;
pub mod agreement;
pub mod brier;
pub mod brier_decomposition;
pub mod calibration_audit;
pub mod calibration_error;
pub mod calibrators;
pub mod class_cosines;
pub mod class_separation;
pub mod class_sums;
pub mod confidence_gaps;
pub mod cosine_distances;
pub mod definition;
pub mod ece_bins;
pub mod ece_classwise;
pub mod ece_l2_debiased;
pub mod ece_null;
pub mod ece_smooth;
pub mod effective_rank;
pub mod entropy;
pub mod equal_mass;
pub mod folds;
pub mod gamma;
pub mod gram;
pub mod kl;
pub mod knn_probe;
pub mod linear_cka;
pub mod linear_probe;
pub mod mean_confidence;
pub mod moments;
pub mod nc1;
pub mod nc2;
pub mod nc3;
pub mod nearest_mean;
pub mod nll;
pub mod participation_ratio;
pub mod pca;
pub mod plane_spread;
pub mod risk_coverage;
pub mod silhouette;
pub mod softmax;
pub mod temperature;
pub mod template_plane;

// Information, similarity of representations, transfer.
pub mod capacity_gap;
pub mod cca;
pub mod class_centred_cka;
pub mod class_discriminability;
pub mod class_distances;
pub mod class_sets;
pub mod diffusion_index;
pub mod distribution;
pub mod divergence;
pub mod intraclass_variance;
pub mod kappa;
pub mod kernel;
pub mod kl_split;
pub mod logit_correlation;
pub mod logit_gap;
pub mod margin;
pub mod matched_gamma;
pub mod minibatch_cka;
pub mod mutual_information;
pub mod mutual_knn;
pub mod off_target;
pub mod off_target_entropy;
pub mod off_target_information;
pub mod procrustes;
pub mod pwcca;
pub mod rank_correlation;
pub mod rank_size;
pub mod rbf_cka;
pub mod sample;
pub mod similarity_structure;
pub mod svcca;
pub mod teacher_specific_agreement;
pub mod within_class_null;
pub mod wrong_logit_variance;

pub use definition::{Definition, Direction, Interval, Measured, Subject, Topic, Undefined, Unit};

/// All statistics, in the order in which reports show them.
pub const METRICS: &[Definition] = &[
    accuracy::DEFINITION,
    accuracy::TOP5,
    nll::DEFINITION,
    brier::DEFINITION,
    mean_confidence::DEFINITION,
    entropy::DEFINITION,
    calibration_error::ECE,
    calibration_error::MCE,
    temperature::DEFINITION,
    temperature::NLL_AT_TEMPERATURE,
    temperature::ECE_AT_TEMPERATURE,
    ece_bins::ECE_10,
    ece_bins::ECE_20,
    equal_mass::DEFINITION,
    ece_l2_debiased::DEFINITION,
    ece_classwise::DEFINITION,
    ece_smooth::DEFINITION,
    confidence_gaps::OVER,
    confidence_gaps::UNDER,
    ece_null::LEVEL,
    ece_null::P_VALUE,
    brier_decomposition::RELIABILITY,
    brier_decomposition::RESOLUTION,
    brier_decomposition::UNCERTAINTY,
    brier_decomposition::RESIDUAL,
    risk_coverage::DEFINITION,
    calibrators::histogram_binning::NLL,
    calibrators::isotonic_regression::NLL,
    calibrators::bbq::NLL,
    calibrators::vector_scaling::NLL,
    calibrators::matrix_scaling::NLL,
    calibrators::histogram_binning::ECE,
    calibrators::isotonic_regression::ECE,
    calibrators::bbq::ECE,
    calibrators::vector_scaling::ECE,
    calibrators::matrix_scaling::ECE,
    class_separation::DEFINITION,
    cosine_distances::SEPARATION,
    cosine_distances::WITHIN,
    cosine_distances::TOTAL,
    nc1::PINV,
    nc1::QUOTIENT,
    nc1::CDNV,
    nc2::EQUINORM,
    nc2::EQUINORM_HEAD,
    nc2::EQUIANGULAR,
    nc2::EQUIANGULAR_HEAD,
    nc2::ETF_ERROR,
    nc2::ETF_ERROR_HEAD,
    nc3::DEFINITION,
    nearest_mean::AGREEMENT,
    nearest_mean::ACCURACY,
    silhouette::DEFINITION,
    linear_probe::DEFINITION,
    knn_probe::DEFINITION,
    plane_spread::SPREAD,
    plane_spread::TRIANGLE,
    plane_spread::TEMPLATES,
    participation_ratio::DEFINITION,
    effective_rank::DEFINITION,
    pca::RATIO,
    gamma::DEFINITION,
    logit_gap::DEFINITION,
    logit_gap::ALPHA,
    margin::DEFINITION,
    off_target_entropy::DEFINITION,
    off_target_information::DEFINITION,
    off_target_information::CLASS,
    off_target_information::INSTANCE,
    wrong_logit_variance::DEFINITION,
    wrong_logit_variance::RATIO,
    wrong_logit_variance::OF_GAP,
    class_discriminability::DEFINITION,
    class_discriminability::INHERENT,
    rank_size::DEFINITION,
    rank_size::FIT,
    intraclass_variance::DEFINITION,
    class_distances::DEFINITION,
    linear_cka::DEFINITION,
    linear_cka::DEBIASED,
    agreement::DEFINITION,
    kl::DEFINITION,
];

/// The entry of a statistic, by name.
pub fn definition(name: &str) -> Option<&'static Definition> {
    METRICS.iter().find(|d| d.name == name)
}

/// Sums that add up over shards and come apart again: one pass over the examples, any order.
pub trait Mergeable: Clone {
    /// Adds the sums of other examples.
    fn merge(&mut self, other: &Self);
    /// Takes away the sums of examples that were added.
    fn subtract(&mut self, other: &Self);
}

/// `of(i)` for each row, in order, in parallel.
pub(crate) fn per_row<T: Send>(rows: usize, of: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
    use rayon::prelude::*;
    (0..rows).into_par_iter().map(of).collect()
}

/// a += weight b: how the sums of states are merged and taken away.
pub(crate) fn add(a: &mut [f64], b: &[f64], weight: f64) {
    a.iter_mut().zip(b).for_each(|(a, b)| *a += weight * b);
}

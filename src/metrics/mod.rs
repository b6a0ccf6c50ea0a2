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
pub mod cka_null;
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

// The weights and the loss around them.
pub mod filter_width;
pub mod hutchinson;
pub mod interpolation_barrier;
pub mod mixing_gap;
pub mod weight_distance;
pub mod weight_norm;

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
    mutual_information::IN_SAMPLE,
    mutual_information::HELD_OUT,
    filter_width::WIDTH,
    filter_width::WIDTH_AT_TEMPERATURE,
    filter_width::RISE,
    hutchinson::TRACE,
    hutchinson::TRACE_SCALED,
    hutchinson::TRACE_SCALED_AT_TEMPERATURE,
    hutchinson::TOP,
    hutchinson::TOP_SCALED,
    hutchinson::TOP_SCALED_AT_TEMPERATURE,
    interpolation_barrier::BARRIER,
    interpolation_barrier::SEEDS,
    mixing_gap::TOTAL_VARIATION,
    mixing_gap::EUCLIDEAN,
    weight_norm::NORM,
    weight_norm::NORM_BY_LAYER,
    weight_norm::SPARSITY,
    weight_norm::SPARSITY_BY_LAYER,
    weight_distance::DISTANCE,
    weight_distance::COSINE,
    weight_distance::DISTANCE_PREVIOUS,
    weight_distance::COSINE_PREVIOUS,
    weight_distance::DISTANCE_AVERAGED,
    weight_distance::COSINE_AVERAGED,
    linear_cka::DEFINITION,
    linear_cka::DEBIASED,
    cka_null::LINEAR,
    minibatch_cka::DEFINITION,
    rbf_cka::DEFINITION,
    rbf_cka::DEBIASED,
    class_centred_cka::DEFINITION,
    cka_null::CLASS_CENTRED,
    procrustes::DEFINITION,
    svcca::DEFINITION,
    pwcca::DEFINITION,
    mutual_knn::DEFINITION,
    similarity_structure::DEFINITION,
    agreement::DEFINITION,
    kappa::DEFINITION,
    teacher_specific_agreement::DEFINITION,
    kl::DEFINITION,
    divergence::REVERSE,
    divergence::JENSEN_SHANNON,
    divergence::SOFTENED[0][0],
    divergence::SOFTENED[0][1],
    divergence::SOFTENED[0][2],
    divergence::SOFTENED[1][0],
    divergence::SOFTENED[1][1],
    divergence::SOFTENED[1][2],
    divergence::SOFTENED[2][0],
    divergence::SOFTENED[2][1],
    divergence::SOFTENED[2][2],
    kl_split::TARGET,
    kl_split::NON_TARGET,
    kl_split::WEIGHT,
    logit_correlation::DEFINITION,
    diffusion_index::DEFINITION,
    diffusion_index::DISSIMILAR,
    diffusion_index::DIFFERENCE,
    capacity_gap::DEFINITION,
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

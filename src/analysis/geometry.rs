//! Geometry of the features of one variant and split: neural collapse, cosine distances, nearest means, the template plane.
//!
//! Fed by the activations and the covariance of `features`; its metrics go to `measure` through the sink.

use super::features::Features;
use super::measure::Shared;
use super::resamples::Resampled;
use super::sink::Sink;
use crate::extract::Activations;
use crate::linalg::Rows;
use crate::metrics::class_sums::{ClassMeans, ClassSums};
use crate::metrics::gram::Gram;
use crate::metrics::sample::{self, Sample};
use crate::metrics::template_plane::Plane;
use crate::metrics::{Measured, Undefined, cosine_distances, nc1, nc2, nc3, nearest_mean, plane_spread, silhouette};

/// A statistic of class means: its name and what it is.
type OfMeans<'a> = (&'static str, &'a (dyn Fn(&ClassMeans) -> Measured<f64> + Sync));

/// Statistics of the directions of the features.
const OF_DIRECTIONS: [OfMeans<'_>; 3] = [
    ("class_separation_unbiased", &cosine_distances::separation),
    ("d_within", &|means| Ok(cosine_distances::within(means))),
    ("d_total", &|means| Ok(cosine_distances::total(means))),
];

/// A statistic of class vectors.
type OfGram = fn(&Gram) -> Measured<f64>;

/// Statistics of the rows of a head.
const OF_HEAD: [(&str, OfGram); 3] = [
    ("nc2_equinorm_head", nc2::equinorm),
    ("nc2_equiangular_head", nc2::equiangular),
    ("nc2_etf_err_head", nc2::etf_error),
];

/// Measures the geometry. Gives the class means.
///
/// # Errors
/// Why there are no class means.
pub fn geometry(a: &Activations, features: &Features, shared: &Shared, sink: &mut Sink) -> Measured<ClassMeans> {
    let empty = ClassSums::new(a.classes, features.mean.clone());
    let row = |i: usize| a.features().row(i).iter().map(|x| f64::from(*x));
    let means =
        shared.jackknifed(a.classes * a.width, &empty, |sums, i| sums.push(row(i), a.labels[i]), ClassSums::means);
    let dual = |means: &ClassMeans| nc3::dual_error(means, head(a)?);
    let of_features: [OfMeans<'_>; 6] = [
        ("nc1_quot", &nc1::quotient),
        ("nc1_cdnv", &nc1::cdnv),
        ("nc2_equinorm", &|means| nc2::equinorm(&Gram::of_means(means))),
        ("nc2_equiangular", &|means| nc2::equiangular(&Gram::of_means(means))),
        ("nc2_etf_err", &|means| nc2::etf_error(&Gram::of_means(means))),
        ("nc3_dual_err", &dual),
    ];
    put(&means, &of_features, sink);
    let all = means.first().cloned().unwrap_or_else(|| Err(Undefined("there are no examples".to_owned())));
    let collapse = all.as_ref().map_err(Clone::clone).and_then(|means| nc1::pinv(means, features.covariance.values()));
    sink.put_plain("nc1_pinv", collapse);
    nearest(a, &all, shared, sink);
    for (name, of) in OF_HEAD {
        sink.put_plain(name, head(a).and_then(|weight| of(&Gram::of_head(weight)?)));
    }
    let unit = ClassSums::new(a.classes, vec![0.0; a.width]);
    let push = |sums: &mut ClassSums, i: usize| _ = cosine_distances::push(sums, a.features().row(i), a.labels[i]);
    let directions = shared.jackknifed(a.classes * a.width, &unit, push, ClassSums::means);
    put(&directions, &OF_DIRECTIONS, sink);
    plane(a, shared, sink);
    let chosen = sample::stratified(&a.labels, &a.ids, sample::ROWS);
    let labels: Vec<usize> = chosen.iter().map(|i| a.labels[*i]).collect();
    sink.put_plain("silhouette", silhouette::silhouette(&Sample::of(a.features(), &chosen), &labels));
    all
}

/// The head's weight (K, D).
fn head(a: &Activations) -> Measured<Rows<'_>> {
    a.templates().ok_or_else(|| Undefined("needs the weights of the head, which these activations lack".to_owned()))
}

/// Statistics of the class means of all examples, then without each jackknife group.
fn put(means: &[Measured<ClassMeans>], of: &[OfMeans<'_>], sink: &mut Sink) {
    for (name, value) in of {
        sink.put_jackknife(name, means.iter().map(|means| value(means.as_ref().map_err(Clone::clone)?)));
    }
}

fn nearest(a: &Activations, means: &Measured<ClassMeans>, shared: &Shared, sink: &mut Sink) {
    match means {
        Ok(means) => {
            let nearest = nearest_mean::nearest(a.features(), means);
            let is_label = nearest_mean::accuracy_per_example(&nearest, &a.labels);
            let is_answer = nearest_mean::agreement_per_example(&nearest, a.logits());
            let of =
                [("nearest_mean_accuracy", Resampled::Mean(&is_label)), ("nc4_agree", Resampled::Mean(&is_answer))];
            sink.put_resampled(shared.resamples(), &of);
        }
        Err(why) => ["nearest_mean_accuracy", "nc4_agree"].iter().for_each(|name| sink.undefined(name, why)),
    }
}

/// The spread of three clusters in the plane of their templates, and the two triangles.
fn plane(a: &Activations, shared: &Shared, sink: &mut Sink) {
    let plane = shared.triple().and_then(|classes| Ok((classes, Plane::new(head(a)?, a.head_bias(), classes)?)));
    let names = ["plane_spread", "plane_triangle", "template_triangle"];
    let (classes, plane) = match plane {
        Ok(found) => found,
        Err(why) => return names.iter().for_each(|name| sink.undefined(name, &why)),
    };
    let row = |i: usize| (a.features().row(i), a.labels[i]);
    let push = |sums: &mut ClassSums, i: usize| plane_spread::push(sums, &plane, classes, row(i));
    let value = |sums: &ClassSums| [plane_spread::spread(sums), plane_spread::triangle(sums)];
    let values = shared.jackknifed(6, &plane_spread::sums(&plane), push, value);
    sink.put_jackknife("plane_spread", values.iter().map(|v| v[0].clone()));
    sink.put_jackknife("plane_triangle", values.iter().map(|v| v[1].clone()));
    sink.put_plain("template_triangle", plane_spread::irregularity([0, 1, 2].map(|c| plane.template(c))));
}

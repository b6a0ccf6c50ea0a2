//! Agreement and KL of one variant with some others: one softmax of the first for all.

use super::{Member, put_means, same_classes};
use crate::analysis::measure::Shared;
use crate::analysis::sink::Sink;
use crate::metrics::kl;
use crate::metrics::softmax::{Softmax, argmax, per_softmax};

/// Measures them, a sink a second side.
pub(super) fn answers(first: &Member<'_>, seconds: &[&Member<'_>], shared: &Shared, sinks: &mut [Sink]) {
    let alike: Vec<bool> = seconds.iter().map(|second| same_classes(first, second).is_ok()).collect();
    let alike = |at: &usize| alike[*at];
    let of: Vec<_> =
        (0..seconds.len()).filter(alike).map(|at| (seconds[at].activations.logits(), seconds[at].answers())).collect();
    let terms = |row: &Softmax<'_>, i: usize| -> Vec<[f64; 2]> {
        let answer = argmax(row.logits);
        let with = |(logits, answers): &(crate::linalg::Rows<'_>, &[(usize, f64)])| {
            let (other, log_sum) = answers[i];
            [f64::from(u8::from(answer == other)), kl::term(row, logits.row(i), log_sum)]
        };
        of.iter().map(with).collect()
    };
    let rows = per_softmax(first.activations.logits(), |_| 1.0, terms);
    let column = |b: usize, at: usize| rows.iter().map(|row| row[b][at]).collect::<Vec<f64>>();
    let mut measured = (0..of.len()).map(|b| vec![("agreement", column(b, 0)), ("kl", column(b, 1))]);
    let columns: Vec<_> =
        (0..seconds.len()).map(|at| if alike(&at) { measured.next() } else { None }.unwrap_or_default()).collect();
    put_means(&columns, shared, sinks);
    for (second, sink) in seconds.iter().zip(sinks) {
        if let Err(why) = same_classes(first, second) {
            ["agreement", "kl"].iter().for_each(|name| sink.undefined(name, &why));
        }
    }
}

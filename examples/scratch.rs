use std::time::Instant;
use penult::metrics::*;
fn main() {
    let f = std::env::args().nth(1).unwrap();
    let a = penult::extract::activations::open(f.as_ref()).unwrap();
    let t = Instant::now();
    let x = nll::per_example(a.logits(), &a.labels, 1.0); println!("nll {:?} {}", t.elapsed(), x[0]);
    let t = Instant::now();
    let x = kl::per_example(a.logits(), a.logits()); println!("kl {:?} {}", t.elapsed(), x[0]);
    let t = Instant::now();
    let x = temperature::fit(a.logits(), &a.labels, &|_| true); println!("fit {:?} {:?}", t.elapsed(), x);
    let t = Instant::now();
    let x = temperature::cross_fitted(a.logits(), &a.labels, &a.ids); println!("cross {:?} {:?}", t.elapsed(), x.map(|v| v[0]));
    let t = Instant::now();
    let r = penult::analysis::intervals::Resamples::new(a.n, 1000, 0); println!("resamples {:?}", t.elapsed());
    let c = mean_confidence::per_example(a.logits());
    let t = Instant::now();
    let y = r.means(&[&c, &c, &c, &c, &c, &c, &c, &c]); println!("means {:?} {}", t.elapsed(), y[0][0]);
    let t = Instant::now();
    let y = r.ece(&c, &c, 15); println!("ece {:?} {}", t.elapsed(), y[0]);
    let shared = penult::analysis::measure::Shared { resamples: r, groups: penult::analysis::intervals::jackknife_groups(&a.labels, a.classes) };
    let t = Instant::now();
    let m = penult::analysis::measure::measure(&a, &shared); println!("measure {:?} {}", t.elapsed(), m.split.metrics.len());
}

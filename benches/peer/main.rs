//! penult's side of `benches/peers`: one work a process, so that a driver can take turns with other processes.
//!
//! `peer WORK INPUTS OUT` makes ready, does the work once, writes its values to OUT (f64, little-endian) and prints `ready`.
//! From then on a line on stdin is a round, a line on stdout its seconds, and how often the work was done in it.

mod extraction;
mod inputs;
mod metrics;
mod training;

use std::io::{BufRead as _, Write as _};
use std::path::Path;
use std::time::Instant;

/// What went wrong, in a sentence.
type Failure = Box<dyn std::error::Error>;

/// Least seconds a round: shorter work is done several times.
const ROUND_SECONDS: f64 = 0.1;

/// Does the work once and gives its values, which both sides are compared by.
type Round = Box<dyn FnMut() -> Result<Vec<f64>, Failure>>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let mut screen = std::io::stdout();
    let [work, inputs, out] = &arguments[..] else {
        writeln!(screen, "peer: `just bench-peers` runs this beside PyTorch and others")?;
        return Ok(());
    };
    let mut round = prepare(work, Path::new(inputs))?;
    let bytes: Vec<u8> = round()?.iter().flat_map(|v| v.to_le_bytes()).collect();
    std::fs::write(out, bytes)?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most a million
    let repeats = (ROUND_SECONDS / taken(&mut round, 1)?).ceil().clamp(1.0, 1e6) as usize;
    writeln!(screen, "ready")?;
    for line in std::io::stdin().lock().lines() {
        line?;
        writeln!(screen, "{} {repeats}", taken(&mut round, repeats)?)?;
    }
    Ok(())
}

/// Seconds of doing the work some times.
fn taken(round: &mut Round, repeats: usize) -> Result<f64, Failure> {
    let start = Instant::now();
    for _ in 0..repeats {
        round()?;
    }
    Ok(start.elapsed().as_secs_f64())
}

/// `KIND/WHAT` on the inputs of a folder.
fn prepare(work: &str, inputs: &Path) -> Result<Round, Failure> {
    match work.split_once('/') {
        Some(("extraction", network)) => extraction::prepare(network, inputs),
        Some(("training", network)) => training::prepare(network, inputs),
        Some(("metrics", what)) => metrics::prepare(what, inputs),
        _ => Err(format!("expected extraction/…, training/… or metrics/…, found {work}").into()),
    }
}

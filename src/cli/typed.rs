//! What was typed of the options that the numbers depend on: the record keeps it, the page's foot shows it.
//!
//! Paths are left out, since a report must not depend on where it was made; so is what changes no number.

use clap::ArgMatches;
use clap::parser::ValueSource;

/// Options that the numbers depend on, by their long name, in the order in which they are shown.
pub(super) const NUMBERS: [&str; 15] = [
    "normalize",
    "resize",
    "crop",
    "labels",
    "trajectories",
    "dtype",
    "ema",
    "layers",
    "probes",
    "probe-examples",
    "augmentations",
    "augmented-classes",
    "classes",
    "equivalence",
    "tsne",
];

/// The options among [`NUMBERS`] that were typed: `--equivalence 1`, `--tsne`.
pub(super) fn numbers(matches: &ArgMatches) -> Vec<String> {
    NUMBERS.iter().filter_map(|name| option(matches, name)).collect()
}

/// One option as it may be typed again.
fn option(matches: &ArgMatches, name: &str) -> Option<String> {
    let id = name.replace('-', "_");
    let is_typed = matches.try_contains_id(&id).ok()? && matches.value_source(&id) == Some(ValueSource::CommandLine);
    if !is_typed {
        return None;
    }
    if let Ok(Some(is_on)) = matches.try_get_one::<bool>(&id) {
        return is_on.then(|| format!("--{name}"));
    }
    let values: Vec<String> = matches.get_raw(&id)?.map(|value| value.to_string_lossy().into_owned()).collect();
    Some(format!("--{name} {}", values.join(",")))
}

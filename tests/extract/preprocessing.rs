use penult::data::Normalise;
use penult::extract::preprocessing::{Found, find};
use penult::network;

use super::{digits, mlp, scattered};

/// Finds the constants of a network on digits that are called `name`.
fn found(weight: impl Fn(usize, usize, usize) -> f32, name: &str) -> Result<Found, String> {
    let folder = tempfile::tempdir().unwrap();
    let checkpoint = mlp(folder.path(), &[36, 10], weight);
    let plan = network::recognise(&checkpoint).unwrap();
    find(None, (&checkpoint, &plan), &digits(200, name), None).map_err(|e| e.to_string())
}

fn constants(mean: &[f32], std: &[f32]) -> Normalise {
    Normalise { mean: mean.to_vec(), std: std.to_vec() }
}

#[test]
fn what_is_given_wins() {
    let (plan, checkpoint) = crate::network::network("cifar_option_a");
    let given = Found { normalise: constants(&[0.25], &[0.5]), found_by: "--normalize".to_owned() };
    let found = find(Some(given), (&checkpoint, &plan), &digits(20, "mnist"), None).unwrap();
    assert_eq!((found.normalise, found.found_by.as_str()), (constants(&[0.25], &[0.5]), "--normalize"));
}

#[test]
fn a_port_that_was_recognised_has_its_convention() {
    let (plan, checkpoint) = crate::network::network("cifar_option_a");
    let found = find(None, (&checkpoint, &plan), &digits(20, "mnist"), None).unwrap();
    assert_eq!(found.normalise, constants(&[0.485, 0.456, 0.406], &[0.229, 0.224, 0.225]));
    assert!(found.found_by.starts_with("the constants of imagenet, "), "{}", found.found_by);
}

#[test]
fn the_only_published_constants_that_fit_the_channels_are_taken() {
    // SVHN's own have three channels, the network one.
    let found = found(scattered, "svhn").unwrap();
    assert_eq!(
        (found.normalise, found.found_by.as_str()),
        (constants(&[0.5], &[0.5]), "the only published constants of svhn")
    );
}

#[test]
fn data_without_published_constants_are_asked_for() {
    let text = found(scattered, "mine").unwrap_err();
    let expected = "how the pixels of \"mine\" were normalised in training is unknown (no published constants are known for \
                    these data); give --normalize MEAN/STD";
    assert!(text.starts_with(expected), "{text}");
    assert!(text.contains("\n  [data]\n  normalize = { mean = [0.5, 0.5, 0.5], std = "), "{text}");
    assert!(text.ends_with("net.safetensors"), "{text}");
}

/// Class k is bright in pixels 4k to 4k + 3; class 9 is nowhere bright.
fn templates(_: usize, class: usize, pixel: usize) -> f32 {
    if pixel / 4 == class { 0.5 } else { 0.0 }
}

#[test]
fn a_trial_decides_where_the_runner_up_is_worse() {
    let found = found(templates, "mnist").unwrap();
    assert_eq!(found.normalise, constants(&[0.1307], &[0.3081]), "{}", found.found_by);
    assert!(found.found_by.starts_with("a trial: pixels, NLL lower by "), "{}", found.found_by);
    assert!(found.found_by.ends_with(" than with half on 200 examples"), "{}", found.found_by);
}

#[test]
fn a_trial_that_does_not_decide_asks() {
    // A network that sees nothing.
    let text = found(|_, _, _| 0.0, "mnist").unwrap_err();
    assert!(text.contains("(a trial does not decide: "), "{text}");
    assert!(text.contains("NLL lower by 0.000 [0.000, 0.000] than with "), "{text}");
    assert!(text.contains("\n  [data]\n  normalize = { mean = "), "{text}");
}

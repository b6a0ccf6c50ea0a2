//! Normalisations as text.

use penult::data::Normalise;
use penult::data::known::known;

fn of(mean: &[f32], std: &[f32]) -> Normalise {
    Normalise { mean: mean.to_vec(), std: std.to_vec() }
}

#[test]
fn reads_numbers_and_names() {
    assert_eq!(Normalise::parse("0.5/0.25"), Ok(of(&[0.5], &[0.25])));
    assert_eq!(Normalise::parse("0.1, 0.2,0.3/1,2,3"), Ok(of(&[0.1, 0.2, 0.3], &[1.0, 2.0, 3.0])));
    assert_eq!(Normalise::parse("CIFAR-10"), Ok(of(&[0.4914, 0.4822, 0.4465], &[0.2470, 0.2435, 0.2616])));
    assert_eq!(Normalise::parse("cifar10:images"), Ok(of(&[0.4914, 0.4822, 0.4465], &[0.2023, 0.1994, 0.2010])));
    assert_eq!(Normalise::parse("cifar10:imagenet"), Normalise::parse("imagenet"));
    assert_eq!(known("cifar10").unwrap().normalise(), Normalise::parse("cifar10").unwrap());
}

#[test]
fn says_what_would_do() {
    let cases = [
        (
            "nothing",
            "normalisation \"nothing\" is neither MEAN/STD (0.5/0.5) nor a known set (mnist, fashion-mnist, cifar10, cifar100, cifar100-coarse, svhn, tiny-imagenet, imagenet)",
        ),
        ("0.5,x/1", "normalisation: \"x\" is no number; write MEAN/STD, as 0.5/0.5"),
        ("nan/1", "normalisation: \"nan\" is no number; write MEAN/STD, as 0.5/0.5"),
        ("0.5,0.5/1", "normalisation \"0.5,0.5/1\" has 2 means and 1 deviations; give as many of each"),
        ("0.5/0", "normalisation \"0.5/0\" has the deviation 0; it must be above 0"),
        ("mnist:mine", "normalisation \"mnist:mine\": the set mnist has pixels, half"),
    ];
    for (text, expected) in cases {
        assert_eq!(Normalise::parse(text), Err(expected.to_owned()));
    }
}

//! Known data sets: their classes and the normalisations published for them.
//!
//! Read by the readers (names of classes), by [`super::Normalise::parse`], and by whoever asks what is usual.

use std::path::Path;

use super::formats::Place;
use super::{Labels, Normalise};

/// A known set.
#[derive(Clone, Copy, Debug)]
pub struct KnownSet {
    /// Its name.
    pub name: &'static str,
    /// Class names in label order; empty where too many to list.
    pub classes: &'static [&'static str],
    /// What people subtract and divide by; the first is the default.
    pub normalisations: &'static [Normalisation],
}

/// A published normalisation of pixels in [0, 1].
#[derive(Clone, Copy, Debug)]
pub struct Normalisation {
    /// Its name within the set: what it was computed from, or who uses it.
    pub name: &'static str,
    /// Means a channel.
    pub mean: &'static [f32],
    /// Standard deviations a channel.
    pub std: &'static [f32],
}

impl From<&Normalisation> for Normalise {
    fn from(n: &Normalisation) -> Self {
        Self { mean: n.mean.to_vec(), std: n.std.to_vec() }
    }
}

impl KnownSet {
    /// The default normalisation.
    #[must_use]
    pub fn normalise(&self) -> Normalise {
        let half = Normalise { mean: vec![0.5], std: vec![0.5] };
        self.normalisations.first().map_or(half, Normalise::from)
    }
}

const DIGITS: &[&str] = &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

const FASHION: &[&str] =
    &["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

const CIFAR10: &[&str] = &["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

/// The fine classes.
#[rustfmt::skip] // a name a line would be a hundred lines
const CIFAR100: &[&str] = &[
    "apple", "aquarium_fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle", "bottle", "bowl", "boy",
    "bridge", "bus", "butterfly", "camel", "can", "castle", "caterpillar", "cattle", "chair", "chimpanzee", "clock",
    "cloud", "cockroach", "couch", "crab", "crocodile", "cup", "dinosaur", "dolphin", "elephant", "flatfish",
    "forest", "fox", "girl", "hamster", "house", "kangaroo", "keyboard", "lamp", "lawn_mower", "leopard", "lion",
    "lizard", "lobster", "man", "maple_tree", "motorcycle", "mountain", "mouse", "mushroom", "oak_tree", "orange",
    "orchid", "otter", "palm_tree", "pear", "pickup_truck", "pine_tree", "plain", "plate", "poppy", "porcupine",
    "possum", "rabbit", "raccoon", "ray", "road", "rocket", "rose", "sea", "seal", "shark", "shrew", "skunk",
    "skyscraper", "snail", "snake", "spider", "squirrel", "streetcar", "sunflower", "sweet_pepper", "table", "tank",
    "telephone", "television", "tiger", "tractor", "train", "trout", "tulip", "turtle", "wardrobe", "whale",
    "willow_tree", "wolf", "woman", "worm",
];

/// The coarse classes of CIFAR-100.
const CIFAR100_COARSE: &[&str] = &[
    "aquatic_mammals",
    "fish",
    "flowers",
    "food_containers",
    "fruit_and_vegetables",
    "household_electrical_devices",
    "household_furniture",
    "insects",
    "large_carnivores",
    "large_man-made_outdoor_things",
    "large_natural_outdoor_scenes",
    "large_omnivores_and_herbivores",
    "medium_mammals",
    "non-insect_invertebrates",
    "people",
    "reptiles",
    "small_mammals",
    "trees",
    "vehicles_1",
    "vehicles_2",
];

/// Published for CIFAR-100, whichever labels count.
const OF_CIFAR100: &[Normalisation] = &[
    // RepDistiller, mdistiller
    Normalisation { name: "pixels", mean: &[0.5071, 0.4867, 0.4408], std: &[0.2675, 0.2565, 0.2761] },
    // the constants of CIFAR-10, reused
    Normalisation { name: "cifar10", mean: &[0.4914, 0.4822, 0.4465], std: &[0.2023, 0.1994, 0.2010] },
    IMAGENET,
    HALF,
];

/// torchvision's models, and ports that reuse them elsewhere (akamaster's CIFAR-10 `ResNet`s).
const IMAGENET: Normalisation =
    Normalisation { name: "imagenet", mean: &[0.485, 0.456, 0.406], std: &[0.229, 0.224, 0.225] };

/// [0, 1] to [-1, 1].
const HALF: Normalisation = Normalisation { name: "half", mean: &[0.5], std: &[0.5] };

/// All known sets.
pub const SETS: &[KnownSet] = &[
    KnownSet {
        name: "mnist",
        classes: DIGITS,
        // PyTorch's MNIST example
        normalisations: &[Normalisation { name: "pixels", mean: &[0.1307], std: &[0.3081] }, HALF],
    },
    KnownSet {
        name: "fashion-mnist",
        classes: FASHION,
        normalisations: &[Normalisation { name: "pixels", mean: &[0.2860], std: &[0.3530] }, HALF],
    },
    KnownSet {
        name: "cifar10",
        classes: CIFAR10,
        normalisations: &[
            // deviation of all pixels
            Normalisation { name: "pixels", mean: &[0.4914, 0.4822, 0.4465], std: &[0.2470, 0.2435, 0.2616] },
            // mean of the images' deviations: kuangliu/pytorch-cifar and its many heirs
            Normalisation { name: "images", mean: &[0.4914, 0.4822, 0.4465], std: &[0.2023, 0.1994, 0.2010] },
            IMAGENET,
            HALF,
        ],
    },
    KnownSet { name: "cifar100", classes: CIFAR100, normalisations: OF_CIFAR100 },
    KnownSet { name: "cifar100-coarse", classes: CIFAR100_COARSE, normalisations: OF_CIFAR100 },
    KnownSet {
        name: "svhn",
        classes: DIGITS,
        normalisations: &[
            Normalisation { name: "pixels", mean: &[0.4377, 0.4438, 0.4728], std: &[0.1980, 0.2010, 0.1970] },
            HALF,
        ],
    },
    KnownSet {
        name: "tiny-imagenet",
        classes: &[],
        normalisations: &[
            Normalisation { name: "images", mean: &[0.4802, 0.4481, 0.3975], std: &[0.2302, 0.2265, 0.2262] },
            Normalisation { name: "pixels", mean: &[0.4802, 0.4481, 0.3975], std: &[0.2770, 0.2691, 0.2821] },
            IMAGENET,
        ],
    },
    KnownSet { name: "imagenet", classes: &[], normalisations: &[IMAGENET, HALF] },
];

/// A set by its name; case, `-`, `_` and spaces do not matter.
#[must_use]
pub fn known(name: &str) -> Option<KnownSet> {
    let plain = |s: &str| s.to_lowercase().replace(['-', '_', ' '], "");
    SETS.iter().find(|s| plain(s.name) == plain(name)).copied()
}

/// The set that a path names, if any; the last part that names one.
#[must_use]
pub fn known_by_path(path: &Path) -> Option<KnownSet> {
    let names: Vec<String> = path.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
    names.iter().rev().find_map(|n| known(n))
}

/// The one set with these classes, if any.
#[must_use]
pub fn known_by_classes(classes: &[String]) -> Option<KnownSet> {
    let mut found = SETS.iter().filter(|s| !s.classes.is_empty() && s.classes == classes);
    found.next().filter(|_| found.next().is_none()).copied()
}

/// The name of a set by its coarse labels.
pub fn coarse_name(set: &str) -> String {
    format!("{set}-coarse")
}

/// The name of a set with these classes: by the classes, else by the path, else the place's own.
pub(super) fn name_of(place: &Place, classes: &[String]) -> String {
    let by_path = || known_by_path(&place.path).filter(|k| k.classes.is_empty() || classes == k.classes);
    known_by_classes(classes).or_else(by_path).map_or_else(|| place.name(), |k| k.name.to_owned())
}

/// Name and classes of a set; where the files name no classes, those of the set that the path names.
pub(super) fn name_and_classes(place: &Place, classes: Vec<String>) -> (String, Vec<String>) {
    if !classes.is_empty() {
        return (name_of(place, &classes), classes);
    }
    let by_path = known_by_path(&place.path);
    let asked = match place.reading.labels {
        Labels::Fine => by_path,
        Labels::Coarse => by_path.and_then(|set| known(&coarse_name(set.name)).or(Some(set))),
    };
    match asked {
        Some(known) => (known.name.to_owned(), known.classes.iter().map(|c| (*c).to_owned()).collect()),
        None => (place.name(), classes),
    }
}

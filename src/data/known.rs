//! Known data sets: their classes and usual normalisation.

/// A known set.
#[derive(Clone, Copy, Debug)]
pub struct KnownSet {
    /// Its name.
    pub name: &'static str,
    /// Class names in label order; empty where too many to list.
    pub classes: &'static [&'static str],
    /// Means a channel.
    pub mean: &'static [f32],
    /// Standard deviations a channel.
    pub std: &'static [f32],
}

const SETS: &[KnownSet] = &[
    KnownSet {
        name: "mnist",
        classes: &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        mean: &[0.1307],
        std: &[0.3081],
    },
    KnownSet {
        name: "fashion-mnist",
        classes: &[
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot",
        ],
        mean: &[0.2860],
        std: &[0.3530],
    },
    KnownSet {
        name: "cifar10",
        classes: &["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
        mean: &[0.4914, 0.4822, 0.4465],
        std: &[0.2470, 0.2435, 0.2616],
    },
    KnownSet { name: "imagenet", classes: &[], mean: &[0.485, 0.456, 0.406], std: &[0.229, 0.224, 0.225] },
];

/// A set by its name; case, `-` and `_` do not matter.
#[must_use]
pub fn known(name: &str) -> Option<KnownSet> {
    let plain = |s: &str| s.to_lowercase().replace(['-', '_'], "");
    SETS.iter().find(|s| plain(s.name) == plain(name)).copied()
}

/// The set that a path names, if any.
#[must_use]
pub fn known_by_path(path: &std::path::Path) -> Option<KnownSet> {
    let names: Vec<String> = path.components().map(|c| c.as_os_str().to_string_lossy().to_lowercase()).collect();
    names.iter().rev().find_map(|n| known(n))
}

//! The preprocessing of ports, by the set that their classes tell: names are shared, constants are those of a set.

use crate::network::plan::Convention;

/// HobbitLong/RepDistiller and mdistiller train on CIFAR-100; of other sets their naming says nothing.
pub(super) fn repdistiller(classes: usize) -> Option<Convention> {
    let source = "HobbitLong/RepDistiller, dataset/cifar100.py";
    (classes == 100).then_some(Convention { normalise: "cifar100", source })
}

/// kuangliu/pytorch-cifar trains on CIFAR-10, and divides by the mean of the images' deviations.
pub(super) fn kuangliu(classes: usize) -> Option<Convention> {
    let source = "kuangliu/pytorch-cifar, main.py";
    (classes == 10).then_some(Convention { normalise: "cifar10:images", source })
}

/// chenyaofo/pytorch-cifar-models, both sets.
pub(super) fn chenyaofo(classes: usize) -> Option<Convention> {
    let normalise = match classes {
        10 => "cifar10:images",
        100 => "0.507,0.4865,0.4409/0.2673,0.2564,0.2761",
        _ => return None,
    };
    Some(Convention { normalise, source: "chenyaofo/pytorch-cifar-models, logs" })
}

/// yoshitomo-matsubara/torchdistill, both sets.
pub(super) fn torchdistill(classes: usize) -> Option<Convention> {
    let normalise = match classes {
        10 => "cifar10",
        100 => "cifar100",
        _ => return None,
    };
    Some(Convention { normalise, source: "torchdistill, configs/sample" })
}

/// Teacher assistants (Mirzadeh 2020) see both sets with one mean and deviation.
pub(super) fn teacher_assistant(classes: usize) -> Option<Convention> {
    let source = "imirzadeh/Teacher-Assistant-Knowledge-Distillation, data_loader.py";
    let normalise = "0.507,0.487,0.441/0.267,0.256,0.276";
    [10, 100].contains(&classes).then_some(Convention { normalise, source })
}

/// torchvision's models.
pub(super) const TORCHVISION: Convention =
    Convention { normalise: "imagenet", source: "pytorch/vision, references/classification/presets.py" };

"""Seeded inputs of the rows, made once: python inputs.py FOLDER SCALE NAME…

FOLDER gets networks (NAME.safetensors, a state_dict), images_32 and images_224 (images, labels), logits_NxK (logits, labels),
features_NxD (x, y, labels), and the folders study, memory and stream. SCALE multiplies the numbers of images and rows.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from networks import LARGE, SMALL, build, calibrate, side

CLASSES = 10
ROLES = ("teacher_hard", "teacher_ls01", "student_hard_t4", "student_ls01_t4")
STUDY = [f"{role}_seed{seed}" for role in ROLES for seed in (1, 2)]
MANIFEST = '[data]\ntest = "data"\nnormalize = { mean = [0.5], std = [0.25] }\n'


def images(count: int, pixels: int) -> dict[str, Tensor]:
    """A smooth picture a class, with noise."""
    torch.manual_seed(pixels)
    pictures = torch.nn.functional.interpolate(torch.randn(CLASSES, 3, 4, 4), pixels, mode="bilinear")
    labels = torch.arange(count) % CLASSES
    return {"images": pictures[labels] + torch.randn(count, 3, pixels, pixels), "labels": labels.float()}


def as_bytes(pictures: Tensor) -> Tensor:
    """Pixels that the study's normalisation brings back to about the same values."""
    return ((pictures * 0.25 + 0.5) * 255).round().clamp(0, 255).byte()


def network(name: str, folder: Path) -> None:
    net = build(name)
    calibrate(net, images(32, side(name))["images"])
    save_file(net.state_dict(), folder / f"{name}.safetensors")


def logits(rows: int, classes: int) -> dict[str, Tensor]:
    """Right in about nine of ten, too confident."""
    torch.manual_seed(classes)
    labels = torch.arange(rows) % classes
    z = 3 * torch.nn.functional.one_hot(labels, classes) + torch.randn(rows, classes)
    return {"logits": 6 * z, "labels": labels.float()}


def features(rows: int, width: int) -> dict[str, Tensor]:
    """Penultimate features of two networks: classes with spread, no value below 0; y a mixture of x."""
    torch.manual_seed(width)
    classes = CLASSES if width < 1000 else 1000
    labels = torch.arange(rows) % classes
    x = torch.relu(torch.randn(classes, width)[labels] + torch.randn(rows, width))
    y = torch.relu(x @ torch.randn(width, width) / width**0.5 + torch.randn(rows, width))
    return {"x": x, "y": y, "labels": labels.float()}


def head(features: Tensor, labels: Tensor) -> Tensor:
    """Weights of a ridge regression on the labels, scaled to be too confident."""
    wanted = torch.nn.functional.one_hot(labels, CLASSES).double() - 1 / CLASSES
    f = features.double()
    return 30 * torch.linalg.solve(f.T @ f + torch.eye(f.shape[1]), f.T @ wanted).T.float()


@torch.no_grad()
def study(folder: Path, count: int) -> None:
    """Eight ResNet-20 with random trunks and fitted heads, and the images that they are tested on."""
    data = images(count, 32)
    (folder / "data").mkdir(parents=True)
    pixels, labels = as_bytes(data["images"]), data["labels"].long()
    save_file({"images": pixels, "labels": labels}, folder / "data" / "test.safetensors")
    (folder / "penult.toml").write_text(MANIFEST)
    some = (pixels[:500].float() / 255 - 0.5) / 0.25
    for seed, name in enumerate(STUDY):
        net = build("resnet20", seed)
        calibrate(net, some)
        net.linear.weight.copy_(head(net.features(some), labels[: len(some)]))
        net.linear.bias.zero_()
        save_file(net.state_dict(), folder / f"{name}.safetensors")


def memory(folder: Path, rows: int) -> None:
    """Activations (rows, 2,048) of 1,000 classes: folder/8 holds eight variants, folder/1 the first of them."""
    for part in ("1", "8"):
        (folder / part).mkdir(parents=True)
    for name in STUDY:
        torch.manual_seed(STUDY.index(name))
        labels = torch.arange(rows) % 1000
        means, weight = torch.randn(1000, 2048), torch.randn(1000, 2048) / 2048**0.5
        x = torch.relu(means[labels] + torch.randn(rows, 2048))
        made = {"features": x, "logits": x @ weight.T, "labels": labels, "head.weight": weight}
        save_file(made, folder / "8" / f"{name}.activations.safetensors", {"split": "test"})
    first = f"{STUDY[0]}.activations.safetensors"
    os.link(folder / "8" / first, folder / "1" / first)


def stream(folder: Path, count: int) -> None:
    """folder/1 and folder/4: images, once and four times as many."""
    for times in (1, 4):
        (folder / str(times)).mkdir(parents=True)
        data = images(count * times, 32)
        arrays = {"images": as_bytes(data["images"]), "labels": data["labels"].long()}
        save_file(arrays, folder / str(times) / "test.safetensors")


def scaled(count: int, scale: float) -> int:
    """At least 500, which heads are fitted on and which fill 50 groups of ten classes."""
    return max(500, round(count * scale))


def arrays(name: str, scale: float) -> dict[str, Tensor]:
    """`images_SIDE`, `logits_NxK` or `features_NxD`."""
    kind, size = name.split("_")
    if kind == "images":
        count = scaled(10_000, scale) if size == "32" else max(8, round(500 * scale))
        return images(count, int(size))
    rows, cols = map(int, size.split("x"))
    return {"logits": logits, "features": features}[kind](scaled(rows, scale), cols)


def make(name: str, folder: Path, scale: float) -> None:
    """Makes what is not there."""
    folders: dict[str, Callable[[Path], None]] = {
        "study": lambda f: study(f, scaled(10_000, scale)),
        "memory": lambda f: memory(f, scaled(50_000, scale)),
        "stream": lambda f: stream(f, scaled(10_000, scale)),
    }
    done = folder / f"{name}.made"
    if done.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    if name in SMALL | LARGE:
        network(name, folder)
    elif name in folders:
        folders[name](folder / name)
    else:
        save_file(arrays(name, scale), folder / f"{name}.safetensors")
    done.touch()


def read(folder: Path, name: str) -> dict[str, np.ndarray]:
    """Arrays as NumPy has them; labels as whole numbers."""
    tensors = {k: v.numpy() for k, v in load_file(folder / f"{name}.safetensors").items()}
    return {k: v.astype(np.int64) if k == "labels" else v for k, v in tensors.items()}


if __name__ == "__main__":
    for wanted in sys.argv[3:]:
        make(wanted, Path(sys.argv[1]), float(sys.argv[2]))

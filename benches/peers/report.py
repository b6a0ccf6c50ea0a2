"""The usual pieces on a folder of checkpoints, as one script: python report.py STUDY OUT

Forward passes, accuracy, NLL and ECE with bootstrap intervals, temperature by LBFGS, class separation, CKA of all pairs,
and three figures; OUT gets results.json, table.csv, and each figure as PNG and PDF.
"""

import csv
import json
import sys
import tempfile
from itertools import combinations
from pathlib import Path

import matplotlib
import numpy as np
import torch
from numpy import ndarray
from safetensors.torch import load_file

from metrics import BINS, binned, bootstrap_numpy, cka_numpy, separation_numpy, temperature_lbfgs, terms
from networks import build
from readings import of_results
from worker import Round

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

BATCH = 256


def activations(checkpoint: Path, images: torch.Tensor) -> tuple[ndarray, ndarray]:
    """Features and logits."""
    net = build("resnet20").eval()
    net.load_state_dict(load_file(checkpoint))
    net = net.to(memory_format=torch.channels_last)
    features, logits = [], []
    with torch.inference_mode():
        for batch in images.split(BATCH):
            features.append(net.features(batch.contiguous(memory_format=torch.channels_last)))
            logits.append(net.linear(features[-1]))
    return torch.cat(features).numpy(), torch.cat(logits).numpy()


def statistics(features: ndarray, logits: ndarray, labels: ndarray) -> dict[str, float]:
    confidence, correct, nll = terms(logits, labels)
    names = [f"{name}_{end}" for name in ("accuracy", "nll", "ece") for end in ("low", "high")]
    return {
        "accuracy": float(correct.mean()),
        "nll": float(nll.mean()),
        "ece": float(binned(confidence, correct)),
        "temperature": temperature_lbfgs(logits, labels)[0],
        "class_separation": float(separation_numpy(features, labels)[0]),
        **dict(zip(names, bootstrap_numpy(logits, labels))),
    }


def save(figure: pyplot.Figure, out: Path, name: str) -> None:
    for kind in ("png", "pdf"):
        figure.savefig(out / f"{name}.{kind}", dpi=300, bbox_inches="tight")
    pyplot.close(figure)


def draw_reliability(all_logits: dict[str, ndarray], labels: ndarray, out: Path) -> None:
    figure, axes = pyplot.subplots(2, 4, figsize=(11, 5.5), sharex=True, sharey=True)
    for axis, (name, logits) in zip(axes.flat, all_logits.items()):
        confidence, correct, _ = terms(logits, labels)
        bins = np.clip(np.ceil(confidence * BINS).astype(np.int64) - 1, 0, BINS - 1)
        filled = np.unique(bins)
        axis.bar((filled + 0.5) / BINS, [correct[bins == b].mean() for b in filled], 1 / BINS, edgecolor="black")
        axis.plot([0, 1], [0, 1], "--", color="grey")
        axis.set_title(name, fontsize=8)
    save(figure, out, "reliability")


def draw_pca(all_features: dict[str, ndarray], labels: ndarray, out: Path) -> None:
    figure, axes = pyplot.subplots(2, 4, figsize=(11, 5.5))
    for axis, (name, features) in zip(axes.flat, all_features.items()):
        centred = features - features.mean(0)
        vectors = np.linalg.eigh(np.cov(centred, rowvar=False))[1][:, :-3:-1]
        axis.scatter(*(centred @ vectors).T, c=labels, s=1, cmap="tab10", rasterized=True)
        axis.set_title(name, fontsize=8)
    save(figure, out, "pca")


def draw_cka(names: list[str], cka: dict[str, float], out: Path) -> None:
    matrix = np.eye(len(names))
    for i, j in combinations(range(len(names)), 2):
        matrix[i, j] = matrix[j, i] = cka[f"{names[i]} {names[j]}"]
    figure, axis = pyplot.subplots(figsize=(5, 4.5))
    figure.colorbar(axis.imshow(matrix, vmin=0, vmax=1))
    axis.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    axis.set_yticks(range(len(names)), names, fontsize=7)
    save(figure, out, "cka")


def run(study: Path, out: Path) -> dict:
    data = load_file(study / "data" / "test.safetensors")
    images, labels = (data["images"].float() / 255 - 0.5) / 0.25, data["labels"].numpy()
    of = {file.stem: activations(file, images) for file in sorted(study.glob("*.safetensors"))}
    variants = {name: statistics(*made, labels) for name, made in of.items()}
    cka = {f"{a} {b}": float(cka_numpy(of[a][0], of[b][0])[0]) for a, b in combinations(of, 2)}
    out.mkdir(parents=True, exist_ok=True)
    draw_reliability({name: made[1] for name, made in of.items()}, labels, out)
    draw_pca({name: made[0] for name, made in of.items()}, labels, out)
    draw_cka(list(of), cka, out)
    results = {"variants": variants, "cka": cka}
    (out / "results.json").write_text(json.dumps(results, indent=2))
    with (out / "table.csv").open("w") as file:
        writer = csv.writer(file)
        writer.writerows([name, *values.values()] for name, values in variants.items())
    return results


def prepare(what: str, folder: Path) -> Round:
    """The script without its start and imports."""
    out = tempfile.TemporaryDirectory()
    return lambda: of_results(run(folder / what, Path(out.name)))


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))

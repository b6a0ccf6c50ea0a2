"""Statistics as people compute them in Python; the values are the statistics.

One function a way of doing it; `WAYS` names them. Where a library has the statistic its own function is called, else the
formula is written as its paper's code has it, or as careful NumPy.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy import ndarray
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from inputs import read
from worker import Round

BINS, RESAMPLES, LEVEL = 15, 1000, 0.95


def ece_torchmetrics(logits: ndarray, labels: ndarray) -> list[float]:
    from torchmetrics.functional.classification import multiclass_calibration_error

    z, y = torch.from_numpy(logits), torch.from_numpy(labels)
    return [float(multiclass_calibration_error(z, y, num_classes=z.shape[1], n_bins=BINS))]


def ece_netcal(logits: ndarray, labels: ndarray) -> list[float]:
    from netcal.metrics import ECE

    return [ECE(BINS).measure(softmax(logits, axis=1), labels)]


def binned(confidence: ndarray, correct: ndarray) -> float:
    bins = np.clip(np.ceil(confidence * BINS).astype(np.int64) - 1, 0, BINS - 1)
    return np.abs(np.bincount(bins, weights=correct - confidence, minlength=BINS)).sum() / len(confidence)


def terms(logits: ndarray, labels: ndarray) -> tuple[ndarray, ndarray, ndarray]:
    """Confidence, right answers and NLL of each example."""
    log_p = log_softmax(logits.astype(np.float64), axis=1)
    rows = np.arange(len(labels))
    return np.exp(log_p.max(1)), (log_p.argmax(1) == labels).astype(np.float64), -log_p[rows, labels]


def ece_numpy(logits: ndarray, labels: ndarray) -> list[float]:
    return [binned(*terms(logits, labels)[:2])]


def temperature_lbfgs(logits: ndarray, labels: ndarray) -> list[float]:
    """LBFGS with a line search: as gpleiss/temperature_scaling sets it (lr 0.01, 50 steps) it stops before the optimum."""
    z, y = torch.from_numpy(logits), torch.from_numpy(labels)
    temperature = torch.nn.Parameter(torch.ones(1) * 1.5)
    optimiser = torch.optim.LBFGS([temperature], max_iter=50, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        value = torch.nn.functional.cross_entropy(z / temperature, y)
        value.backward()
        return value

    optimiser.step(loss)
    return [temperature.item()]


def temperature_scipy(logits: ndarray, labels: ndarray) -> list[float]:
    z, rows = logits.astype(np.float64), np.arange(len(labels))
    found = minimize_scalar(lambda t: -log_softmax(z / t, axis=1)[rows, labels].mean(), bounds=(0.05, 20), method="bounded")
    return [found.x]


def ends(replicates: list[list[float]]) -> list[float]:
    """Both ends of the percentile interval of each column."""
    low, high = np.quantile(np.array(replicates), [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return np.stack([low, high], 1).ravel().tolist()


def bootstrap_torchmetrics(logits: ndarray, labels: ndarray) -> list[float]:
    """Library functions on copies of the logits, as evaluation scripts do."""
    from torchmetrics.functional.classification import multiclass_accuracy, multiclass_calibration_error

    z, y = torch.from_numpy(logits), torch.from_numpy(labels)
    classes, generator = z.shape[1], torch.Generator().manual_seed(0)
    out = []
    for _ in range(RESAMPLES):
        drawn = torch.randint(len(y), (len(y),), generator=generator)
        a, b = z[drawn], y[drawn]
        accuracy = multiclass_accuracy(a, b, num_classes=classes, average="micro")
        ece = multiclass_calibration_error(a, b, num_classes=classes, n_bins=BINS)
        out.append([float(accuracy), float(torch.nn.functional.cross_entropy(a, b)), float(ece)])
    return ends(out)


def bootstrap_numpy(logits: ndarray, labels: ndarray) -> list[float]:
    """Terms of each example once, then copies of those alone."""
    confidence, correct, nll = terms(logits, labels)
    random, n = np.random.default_rng(0), len(labels)
    out = []
    for _ in range(RESAMPLES):
        drawn = random.integers(n, size=n)
        out.append([correct[drawn].mean(), nll[drawn].mean(), binned(confidence[drawn], correct[drawn])])
    return ends(out)


def calibration_usual(logits: ndarray, labels: ndarray) -> list[float]:
    parts = [ece_torchmetrics, temperature_lbfgs, bootstrap_torchmetrics]
    return [v for part in parts for v in part(logits, labels)]


def calibration_numpy(logits: ndarray, labels: ndarray) -> list[float]:
    parts = [ece_numpy, temperature_scipy, bootstrap_numpy]
    return [v for part in parts for v in part(logits, labels)]


def separation_sklearn(x: ndarray, labels: ndarray) -> list[float]:
    """Kornblith 2021, eq. 11, by mean cosine distances of each two classes."""
    from sklearn.metrics.pairwise import cosine_distances

    classes = [x[labels == k] for k in np.unique(labels)]
    mean = np.array([[cosine_distances(a, b).mean(dtype=np.float64) for b in classes] for a in classes])
    return [1 - np.trace(mean) / len(classes) / mean.mean()]


def separation_numpy(x: ndarray, labels: ndarray) -> list[float]:
    """The same by class means of normalised rows."""
    x = x.astype(np.float64)
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    means = np.stack([x[labels == k].mean(0) for k in np.unique(labels)])
    within, total = 1 - (means**2).sum(1).mean(), 1 - (means.mean(0) ** 2).sum()
    return [1 - within / total]


def debias(product: float, norms: tuple[ndarray, ndarray]) -> float:
    """Kornblith 2019, Demo.ipynb: the debiased ||XᵀY||² from squared row norms of centred X and Y."""
    a, b = norms
    n = len(a)
    return product - n / (n - 2) * float((a * b).sum()) + float(a.sum() * b.sum()) / ((n - 1) * (n - 2))


def ckas(products: tuple[float, float, float], norms: tuple[ndarray, ndarray]) -> list[float]:
    a, b = norms
    xy, xx, yy = products
    debiased = debias(xy, (a, b)) / (debias(xx, (a, a)) * debias(yy, (b, b))) ** 0.5
    return [xy / (xx * yy) ** 0.5, debiased]


def cka_numpy(x: ndarray, y: ndarray) -> list[float]:
    x, y = x.astype(np.float64), y.astype(np.float64)
    x -= x.mean(0)
    y -= y.mean(0)
    products = tuple(np.linalg.norm(a.T @ b) ** 2 for a, b in [(x, y), (x, x), (y, y)])
    return ckas(products, ((x**2).sum(1), (y**2).sum(1)))


def cka_torch(x: ndarray, y: ndarray) -> list[float]:
    a, b = torch.from_numpy(x).double(), torch.from_numpy(y).double()
    a, b = a - a.mean(0), b - b.mean(0)
    products = tuple(float(torch.linalg.norm(s.T @ t) ** 2) for s, t in [(a, b), (a, a), (b, b)])
    return ckas(products, ((a**2).sum(1), (b**2).sum(1)))


def hsic1(k: torch.Tensor, l: torch.Tensor) -> torch.Tensor:
    """The unbiased HSIC of Gram matrices with empty diagonals."""
    n = len(k)
    sums = k.sum(0) @ l.sum(0)
    return (k * l).sum() + k.sum() * l.sum() / ((n - 1) * (n - 2)) - 2 / (n - 2) * sums


def cka_gram(x: ndarray, y: ndarray) -> list[float]:
    """As torch_cka does it: Gram matrices (N, N) in f32, the debiased value alone."""
    k, l = (t @ t.T for t in map(torch.from_numpy, (x, y)))
    k.fill_diagonal_(0)
    l.fill_diagonal_(0)
    return [np.nan, float(hsic1(k, l) / (hsic1(k, k) * hsic1(l, l)) ** 0.5)]


def pca_numpy(x: ndarray) -> list[float]:
    values = np.linalg.eigh(np.cov(x.astype(np.float64), rowvar=False))[0][::-1]
    return (values[:50] / values.sum()).tolist()


def pca_torch(x: ndarray) -> list[float]:
    values = torch.linalg.eigh(torch.cov(torch.from_numpy(x).double().T))[0].flip(0)
    return (values[:50] / values.sum()).tolist()


def pca_sklearn(x: ndarray) -> list[float]:
    from sklearn.decomposition import PCA

    found = PCA(50, svd_solver="covariance_eigh").fit(x.astype(np.float64))
    return found.explained_variance_ratio_.tolist()


WAYS: dict[str, dict[str, Callable[..., list[float]]]] = {
    "ece": {"torchmetrics": ece_torchmetrics, "netcal": ece_netcal, "numpy": ece_numpy},
    "temperature": {"lbfgs": temperature_lbfgs, "scipy": temperature_scipy},
    "bootstrap": {"torchmetrics": bootstrap_torchmetrics, "numpy": bootstrap_numpy},
    "calibration": {"usual": calibration_usual, "numpy": calibration_numpy},
    "separation": {"sklearn": separation_sklearn, "numpy": separation_numpy},
    "cka": {"numpy": cka_numpy, "torch": cka_torch, "gram": cka_gram},
    "pca": {"numpy": pca_numpy, "torch": pca_torch, "sklearn": pca_sklearn},
}
TAKES = {"separation": ("x", "labels"), "cka": ("x", "y"), "pca": ("x",)}


def prepare(what: str, folder: Path) -> Round:
    """`STATISTIC_SIZE/WAY`."""
    work, way = what.split("/")
    name, size = work.split("_")
    data = read(folder, f"{'features' if name in TAKES else 'logits'}_{size}")
    arguments = [data[k] for k in TAKES.get(name, ("logits", "labels"))]
    return lambda: np.array(WAYS[name][way](*arguments))

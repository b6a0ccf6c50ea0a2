"""Expected values of every statistic, from implementations that are not penult's: scikit-learn, torchmetrics, SciPy, NumPy,
and, where there is none, the definition itself written out by brute force.

Run: python tests/reference/metrics.py   (numpy, scipy, scikit-learn, torch, torchmetrics) -> fixtures/expected/metrics.json
"""
import itertools
import json
import pathlib

import numpy as np
import scipy.optimize
import scipy.special
import scipy.stats
import sklearn.decomposition
import sklearn.metrics
import sklearn.metrics.pairwise
import torch
import torchmetrics.functional.classification as tm

OUT = pathlib.Path(__file__).parents[2] / "fixtures/expected/metrics.json"


def f32(x):
    """Rounded so that the JSON holds the very f32 values."""
    return np.round(x, 3).astype(np.float32).astype(np.float64)


def case(seed, n, k, d, d2):
    rng = np.random.default_rng(seed)
    labels = np.concatenate([np.arange(k), rng.integers(0, k, n - k)])
    means = rng.normal(size=(k, d))
    features = f32(np.maximum(means[labels] + rng.normal(size=(n, d)), 0.0) + 0.001)
    weight, bias = f32(means + 0.2 * rng.normal(size=(k, d))), f32(0.3 * rng.normal(size=k))
    logits = f32(1.7 * (features @ weight.T + bias) + 0.5 * rng.normal(size=(n, k)))
    other_logits = f32(logits + rng.normal(size=(n, k)))
    other_features = f32(features @ rng.normal(size=(d, d2)) + rng.normal(size=(n, d2)))
    return dict(labels=labels, features=features, weight=weight, bias=bias, logits=logits,
                other_logits=other_logits, other_features=other_features)


def temperature(z, y):
    """scipy: Brent on the NLL over 1/T."""
    nll = lambda b: -np.mean(scipy.special.log_softmax(z * b, axis=1)[np.arange(len(y)), y])
    best = scipy.optimize.minimize_scalar(nll, bracket=(0.1, 1.0), method="brent", options=dict(xtol=1e-12))
    return 1.0 / best.x


def class_separation(h, y):
    """Kornblith 2021, eq. 11, over all pairs, with scikit-learn's cosine distances."""
    distance = sklearn.metrics.pairwise.cosine_distances(h)
    classes = np.unique(y)
    within = np.mean([distance[np.ix_(y == k, y == k)].mean() for k in classes])
    total = np.mean([distance[np.ix_(y == j, y == k)].mean() for j in classes for k in classes])
    return 1.0 - within / total


def hsic_biased(k, l):
    n = len(k)
    centre = np.eye(n) - 1.0 / n
    return np.trace(k @ centre @ l @ centre)


def hsic_unbiased(k, l):
    """The U-statistic of HSIC over all ordered quadruples of distinct examples: E[k_ij (l_ij + l_qr - 2 l_iq)]."""
    total, count = 0.0, 0
    for i, j, q, r in itertools.permutations(range(len(k)), 4):
        total += k[i, j] * (l[i, j] + l[q, r] - 2.0 * l[i, q])
        count += 1
    return total / count


def cka(x, y, hsic):
    k, l = x @ x.T, y @ y.T
    return hsic(k, l) / np.sqrt(hsic(k, k) * hsic(l, l))


def plane(c):
    """The affine plane through three templates by NumPy's QR; signs and origin as penult states them."""
    w = np.hstack([c["weight"], c["bias"][:, None]])
    distance = np.linalg.norm(w[:, None] - w[None], axis=2)
    k = len(w)
    a, b = min(((i, j) for i in range(k) for j in range(i + 1, k)), key=lambda p: distance[p])
    third = max((i for i in range(k) if i not in (a, b)), key=lambda i: min(distance[a, i], distance[b, i]))
    q, r = np.linalg.qr(np.stack([w[b] - w[a], w[third] - w[a]], axis=1))
    q = q * np.sign(np.diag(r))
    x = np.hstack([c["features"], np.ones((len(c["features"]), 1))])
    return dict(classes=[int(a), int(b), int(third)], points=((x - w[a]) @ q).tolist(),
                templates=((w[[a, b, third]] - w[a]) @ q).tolist())


def expected(c):
    y, z = c["labels"], c["logits"]
    n, k = z.shape
    p, q = scipy.special.softmax(z, axis=1), scipy.special.softmax(c["other_logits"], axis=1)
    tp, ty = torch.tensor(p), torch.tensor(y)
    bins = lambda norm: float(tm.multiclass_calibration_error(tp, ty, num_classes=k, n_bins=15, norm=norm))
    pca = sklearn.decomposition.PCA(svd_solver="full").fit(c["features"])
    variances = np.linalg.eigvalsh(np.cov(c["features"].T))
    one_hot = np.eye(k)[y]
    few = slice(0, 14)  # quadruples grow with n^4
    return dict(
        accuracy=sklearn.metrics.accuracy_score(y, z.argmax(1)),
        top5_accuracy=sklearn.metrics.top_k_accuracy_score(y, z, k=5, labels=np.arange(k)) if k > 5 else None,
        nll=sklearn.metrics.log_loss(y, p, labels=np.arange(k)),
        brier=float(np.mean(np.sum((p - one_hot) ** 2, axis=1))),
        mean_confidence=float(p.max(1).mean()),
        entropy=float(np.mean(scipy.stats.entropy(p, axis=1))),
        ece=bins("l1"),
        mce=bins("max"),
        temperature=temperature(z, y),
        gamma=float(np.mean(1.0 - p[np.arange(n), y]) * k / (k - 1)),
        class_separation=class_separation(c["features"], y),
        participation_ratio=float(variances.sum() ** 2 / (variances**2).sum()),
        pca_ratio=pca.explained_variance_ratio_.tolist(),
        pca_first=np.abs(pca.transform(c["features"])[:, 0]).tolist(),
        linear_cka=cka(c["features"], c["other_features"], hsic_biased),
        linear_cka_debiased_of_14=cka(c["features"][few], c["other_features"][few], hsic_unbiased),
        agreement=float(np.mean(z.argmax(1) == c["other_logits"].argmax(1))),
        kl=float(np.mean(scipy.stats.entropy(p, q, axis=1))),
        template_plane=plane(c),
    )


def main():
    shapes = dict(four_classes=(1, 60, 4, 6, 5), two_classes=(2, 40, 2, 3, 3), eight_classes=(3, 80, 8, 10, 4),
                  wide=(4, 20, 3, 40, 30))
    cases = {}
    for name, shape in shapes.items():
        c = case(*shape)
        values = expected(c) if shape[2] > 2 else {k: v for k, v in expected({**c, "weight": np.vstack([c["weight"], [9.0, 1.0, 2.0]]), "bias": np.append(c["bias"], 0.5)}).items() if k != "template_plane"}
        cases[name] = dict(inputs={k: v.tolist() for k, v in c.items()}, expected=values)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(cases, indent=None, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()

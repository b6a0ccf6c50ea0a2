"""Expected values of the statistics of geometry: neural collapse, cosine distances, the template plane, effective rank.

Written out from the definitions in NumPy, SciPy and scikit-learn (numpy 2.4, scipy 1.17, scikit-learn 1.9), row by row and
pair by pair, never from sums as penult does.

Run: python tests/reference/geometry.py -> fixtures/expected/geometry.json
"""
import itertools
import json
import pathlib

import numpy as np
import scipy.stats
import sklearn.discriminant_analysis
import sklearn.metrics.pairwise
import sklearn.neighbors
from metrics import case, plane

OUT = pathlib.Path(__file__).parents[2] / "fixtures/expected/geometry.json"


def without(c, keep):
    """The case with the examples of `keep` alone."""
    return {k: v[keep] if len(v) == len(keep) else v for k, v in c.items()}


def nc1(h, y):
    """Papyan 2020 by explicit scatter matrices and NumPy's pseudo-inverse; C divides S_B and the trace."""
    classes = np.unique(y)
    mu = np.stack([h[y == c].mean(0) for c in classes])
    within = sum(np.outer(x, x) for c, m in zip(classes, mu) for x in h[y == c] - m) / len(h)
    centred = mu - mu.mean(0)
    between = sum(np.outer(m, m) for m in centred) / len(classes)
    # The authors' notebook: NumPy's svds of S_B, no division by C. rhubarbwu/neural-collapse: S_B = MᵀM / D.
    notebook = np.trace(within @ np.linalg.pinv(between, rcond=1e-10, hermitian=True))
    rhubarb = np.trace(np.linalg.pinv(centred.T @ centred / h.shape[1], rcond=1e-10, hermitian=True) @ within)
    pairs = list(itertools.combinations(range(len(classes)), 2))
    var = [np.mean(np.sum((h[y == c] - m) ** 2, axis=1)) for c, m in zip(classes, mu)]
    return dict(
        nc1_pinv=notebook / len(classes),
        nc1_pinv_notebook=notebook,
        nc1_pinv_rhubarbwu=rhubarb,
        nc1_quot=np.trace(within) / np.trace(between),
        nc1_cdnv=np.mean([(var[a] + var[b]) / (2 * np.sum((mu[a] - mu[b]) ** 2)) for a, b in pairs]),
    )


def nc2(vectors):
    """The notebook's equinorm and equiangularity, and the ETF error of rhubarbwu/neural-collapse."""
    k = len(vectors)
    norms = np.linalg.norm(vectors, axis=1)
    cosines = sklearn.metrics.pairwise.cosine_similarity(vectors)
    off = ~np.eye(k, dtype=bool)
    gram = vectors @ vectors.T
    ideal = (np.eye(k) - np.ones((k, k)) / k) / np.sqrt(k - 1)
    return dict(
        equinorm=np.std(norms, ddof=1) / np.mean(norms),
        equiangular=np.mean(np.abs(cosines[off] + 1 / (k - 1))),
        etf_err=np.linalg.norm(gram / np.linalg.norm(gram) - ideal),
        cosines=cosines.ravel().tolist(),
    )


def distances(h, y):
    """Kornblith 2021, eq. 11, over all pairs with scikit-learn's cosine distances; unbiased without the diagonal."""
    d = sklearn.metrics.pairwise.cosine_distances(h)
    classes = np.unique(y)
    block = lambda j, k: d[np.ix_(y == j, y == k)]
    within = np.mean([block(k, k).mean() for k in classes])
    total = np.mean([block(j, k).mean() for j in classes for k in classes])
    out = dict(d_within=within, d_total=total)
    if min(np.sum(y == k) for k in classes) > 1:
        off = lambda b: b[~np.eye(len(b), dtype=bool)].mean()
        pair = lambda j, k: off(block(j, k)) if j == k else block(j, k).mean()
        unbiased_within = np.mean([off(block(k, k)) for k in classes])
        unbiased_total = np.mean([pair(j, k) for j in classes for k in classes])
        out["class_separation_unbiased"] = 1 - unbiased_within / unbiased_total
    return out


def triangle(corners):
    sides = [np.linalg.norm(corners[a] - corners[b]) for a, b in [(0, 1), (1, 2), (2, 0)]]
    return np.std(sides, ddof=1) / np.mean(sides)


def in_plane(c):
    """Spread and triangles of the three classes that metrics.py's plane picks."""
    p = plane(c)
    classes, points, y = p["classes"], np.array(p["points"]), c["labels"]
    inside = np.isin(y, classes)
    if len(np.unique(y[inside])) < 3:
        return {}
    means = np.stack([points[y == k].mean(0) for k in classes])
    return dict(plane_spread=nc1(points[inside], y[inside])["nc1_quot"], plane_triangle=triangle(means),
                template_triangle=triangle(np.array(p["templates"])))


def expected(c):
    h, y, z, w = c["features"], c["labels"], c["logits"], c["weight"]
    classes = np.unique(y)
    mu = np.stack([h[y == k].mean(0) for k in classes])
    centred = mu - mu.mean(0)
    nearest = sklearn.neighbors.NearestCentroid().fit(h, y).predict(h)
    present = w[classes]
    variances = np.linalg.eigvalsh(np.cov(h.T))
    variances = variances[variances > 1e-12 * variances.max()]
    singular = np.linalg.svd(h, compute_uv=False)
    means, head = nc2(centred), nc2(w)
    return dict(
        **nc1(h, y),
        **{f"nc2_{name}": value for name, value in means.items()},
        **{f"nc2_{name}_head": value for name, value in head.items() if name != "cosines"},
        nc3_dual_err=np.linalg.norm(present / np.linalg.norm(present) - centred / np.linalg.norm(centred)) ** 2,
        nc4_agree=float(np.mean(nearest == z.argmax(1))),
        nearest_mean_accuracy=float(np.mean(nearest == y)),
        **distances(h, y),
        **(in_plane(c) if len(w) > 2 else {}),
        effective_rank=float(np.exp(scipy.stats.entropy(variances))),
        # RankMe (Garrido 2023): singular values of the uncentred features.
        effective_rank_of_singular_values=float(np.exp(scipy.stats.entropy(singular))),
    )


def main():
    cases = dict(four_classes=case(11, 60, 4, 6, 1), two_classes=case(12, 40, 2, 3, 1), wide=case(13, 20, 4, 40, 1),
                 eight_classes_in_three_dimensions=case(14, 80, 8, 3, 1))
    c = case(15, 90, 5, 7, 1)
    cases["a_missing_class"] = without(c, c["labels"] != 2)
    first = np.arange(90) == np.flatnonzero(c["labels"] == 3)[0]
    cases["a_class_of_one"] = without(c, (c["labels"] != 3) | first)
    inputs = ["labels", "features", "logits", "weight", "bias"]
    made = {n: dict(inputs={k: c[k].tolist() for k in inputs}, expected=expected(c)) for n, c in cases.items()}
    OUT.write_text(json.dumps(made, indent=None, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()

"""Expected values of the similarities of representations, from SciPy, scikit-learn, NumPy and the definitions written out, on the
inputs of metrics.json.

Run: python tests/reference/similarity.py   (numpy 2.4, scipy 1.17, scikit-learn 1.9) -> fixtures/expected/similarity.json
"""
import itertools
import json
import pathlib

import numpy as np
import scipy.linalg
import scipy.spatial
import sklearn.decomposition
import sklearn.neighbors

FOLDER = pathlib.Path(__file__).parents[2] / "fixtures/expected"
NEIGHBOURS = 5
BATCH = 8


def rbf(x, threshold):
    """Width from the median of all squared distances, the diagonal among them."""
    d = scipy.spatial.distance.cdist(x, x, "sqeuclidean")
    return np.exp(-d / (2 * threshold**2 * np.median(d)))


def hsic_biased(k, l):
    centre = np.eye(len(k)) - 1.0 / len(k)
    return np.trace(k @ centre @ l @ centre)


def hsic_unbiased(k, l):
    """The U-statistic over all ordered quadruples of distinct examples."""
    total, count = 0.0, 0
    for i, j, q, r in itertools.permutations(range(len(k)), 4):
        total += k[i, j] * (l[i, j] + l[q, r] - 2.0 * l[i, q])
        count += 1
    return total / count


def hsic_1(k, l):
    """Song 2012, eq. 5, as minibatch CKA is written."""
    n = len(k)
    k, l = k - np.diag(np.diag(k)), l - np.diag(np.diag(l))
    one = np.ones(n)
    return (np.trace(k @ l) + one @ k @ one * (one @ l @ one) / ((n - 1) * (n - 2)) - 2 / (n - 2) * (one @ k @ l @ one)) / (n * (n - 3))


def ratio(hsic, k, l):
    return float(hsic(k, l) / np.sqrt(hsic(k, k) * hsic(l, l)))


def minibatch(x, y):
    batches = [(x[i : i + BATCH], y[i : i + BATCH]) for i in range(0, len(x), BATCH)]
    grams = [(a @ a.T, b @ b.T) for a, b in batches if len(a) >= 4]
    mean = lambda of: np.mean([of(k, l) for k, l in grams])
    xy, xx, yy = mean(hsic_1), mean(lambda k, _: hsic_1(k, k)), mean(lambda _, l: hsic_1(l, l))
    return float(xy / np.sqrt(xx * yy))


def class_centred(x, y):
    return np.concatenate([x[y == c] - x[y == c].mean(0) for c in np.unique(y)])


def procrustes(x, y):
    """SciPy's disparity is 1 - s² for the sum s of the singular values; zero columns change neither."""
    width = max(x.shape[1], y.shape[1])
    pad = lambda m: np.pad(m, ((0, 0), (0, width - m.shape[1])))
    return float(2 - 2 * np.sqrt(1 - scipy.spatial.procrustes(pad(x), pad(y))[2]))


def canonical(x, y):
    """By the generalised eigenproblem of the covariances, not by orthonormal bases: ρ and unit directions of x."""
    x, y = x - x.mean(0), y - y.mean(0)
    sxx, syy, sxy = x.T @ x, y.T @ y, x.T @ y
    values, vectors = scipy.linalg.eigh(sxy @ np.linalg.solve(syy, sxy.T), sxx)
    keep = np.argsort(-values)[: min(x.shape[1], y.shape[1])]
    directions = x @ vectors[:, keep]
    return np.sqrt(values[keep]), directions / np.linalg.norm(directions, axis=0)


def svcca(x, y):
    def main(m):
        pca = sklearn.decomposition.PCA(svd_solver="full").fit(m)
        held = np.cumsum(pca.explained_variance_ratio_)
        return pca.transform(m)[:, : np.searchsorted(held, 0.99) + 1]

    return float(canonical(main(x), main(y))[0].mean())


def pwcca(x, y):
    if y.shape[1] < x.shape[1]:
        x, y = y, x
    rho, directions = canonical(x, y)
    weights = np.abs(directions.T @ (x - x.mean(0))).sum(1)
    return float((weights * rho).sum() / weights.sum())


def mutual_knn(x, y):
    def neighbours(m):
        model = sklearn.neighbors.NearestNeighbors(n_neighbors=NEIGHBOURS, metric="cosine", algorithm="brute").fit(m)
        return model.kneighbors(return_distance=False)

    pairs = zip(neighbours(x), neighbours(y))
    return float(np.mean([len(set(a) & set(b)) / NEIGHBOURS for a, b in pairs]))


def expected(inputs):
    labels = np.array(inputs["labels"])
    x, y = np.array(inputs["features"]), np.array(inputs["other_features"])
    rx, ry = class_centred(x, labels), class_centred(y, labels)
    few = slice(0, 14)  # quadruples grow with n^4
    out = dict(
        rbf_cka=ratio(hsic_biased, rbf(x, 1.0), rbf(y, 1.0)),
        rbf_cka_debiased_of_14=ratio(hsic_unbiased, rbf(x[few], 1.0), rbf(y[few], 1.0)),
        class_centred_cka=float(np.linalg.norm(rx.T @ ry) ** 2 / (np.linalg.norm(rx.T @ rx) * np.linalg.norm(ry.T @ ry))),
        minibatch_cka=minibatch(x, y),
        procrustes=procrustes(x, y),
        mutual_knn=mutual_knn(x, y),
    )
    if len(x) > x.shape[1]:
        out |= dict(svcca=svcca(x, y), pwcca=pwcca(x, y), pwcca_swapped=pwcca(y, x))
    return out


def main():
    cases = json.loads((FOLDER / "metrics.json").read_text())
    out = {name: expected(case["inputs"]) for name, case in cases.items()}
    # The worked example of google-research/representation_similarity, whose printed values the tests quote.
    rng = np.random.RandomState(1337)
    x = rng.randn(100, 10)
    y = rng.randn(100, 10) + x
    out["demo"] = dict(x=np.float32(x).tolist(), y=np.float32(y).tolist())
    (FOLDER / "similarity.json").write_text(json.dumps(out, indent=None, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()

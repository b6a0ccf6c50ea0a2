"""Expected values of the transfer statistics, from scikit-learn, SciPy, torch and NumPy, on the inputs of metrics.json.

Run: python tests/reference/transfer.py   (numpy 2.4, scipy 1.17, scikit-learn 1.9, torch 2.15) -> fixtures/expected/transfer.json
"""
import json
import pathlib

import numpy as np
import scipy.spatial
import scipy.special
import scipy.stats
import sklearn.metrics
import torch
import torch.nn.functional as F

FOLDER = pathlib.Path(__file__).parents[2] / "fixtures/expected"


def divergences(z, other, t, t_other):
    p, q = scipy.special.softmax(z / t, axis=1), scipy.special.softmax(other / t_other, axis=1)
    return dict(
        kl=float(np.mean(scipy.stats.entropy(p, q, axis=1))),
        reverse=float(np.mean(scipy.stats.entropy(q, p, axis=1))),
        jensen_shannon=float(np.mean(scipy.spatial.distance.jensenshannon(p, q, axis=1) ** 2)),
    )


def kl_split(teacher, student, y, t):
    """With torch's KL; the wrong classes by taking 1e5 from the label's logit (mdistiller takes 1000), never by 1 - p."""
    zt, zs, y = torch.tensor(teacher) / t, torch.tensor(student) / t, torch.tensor(y)
    mask = F.one_hot(y, zt.shape[1]).bool()
    wrong = lambda z: (z - 1e5 * mask).log_softmax(1)
    off = lambda z: (z - 1e5 * mask).logsumexp(1) - z.logsumexp(1)
    two = lambda z: torch.stack([z.log_softmax(1)[mask], off(z)], 1)
    target = F.kl_div(two(zs), two(zt), reduction="batchmean", log_target=True)
    non_target = F.kl_div(wrong(zs), wrong(zt), reduction="batchmean", log_target=True)
    return dict(target=float(target), non_target=float(non_target), weight=float(off(zt).exp().mean()),
                kl=float(F.kl_div(zs.log_softmax(1), zt.log_softmax(1), reduction="batchmean", log_target=True)))


def distances(h, y, k):
    centroids = np.stack([h[y == c].mean(0) for c in range(k)])
    d = scipy.spatial.distance.cdist(centroids, centroids)
    return d / (d.sum(1, keepdims=True) / (k - 1))


def diffusion(first, second, z, y, m):
    """S1 and S2 by the mean of the softmax over the wrong classes."""
    k = z.shape[1]
    masked = z.copy()
    masked[np.arange(len(y)), y] = -np.inf
    q = scipy.special.softmax(masked, axis=1)
    d1, d2 = distances(first, y, k), distances(second, y, k)
    eta = {"similar": [], "dissimilar": []}
    for c in range(k):
        order = [j for j in np.argsort(-q[y == c].mean(0), kind="stable") if j != c]
        for name, chosen in (("similar", order[:m]), ("dissimilar", order[-m:])):
            eta[name].append(100 * np.mean((d1[c, chosen] - d2[c, chosen]) / d1[c, chosen]))
    return {name: float(np.mean(values)) for name, values in eta.items()}


def expected(inputs):
    y = np.array(inputs["labels"])
    z, other = np.array(inputs["logits"]), np.array(inputs["other_logits"])
    x, x2 = np.array(inputs["features"]), np.array(inputs["other_features"])
    k = z.shape[1]
    off = ~np.eye(k, dtype=bool)
    out = dict(
        kappa=sklearn.metrics.cohen_kappa_score(z.argmax(1), other.argmax(1)),
        divergences=[divergences(z, other, t, t) for t in (1.0, 2.0, 4.0, 8.0)],
        teacher_only=divergences(z, other, 4.0, 1.0),
        kl_split=kl_split(z, other, y, 1.0),
        kl_split_at_4=kl_split(z, other, y, 4.0),
        logit_correlation=float(np.sqrt(np.mean((np.corrcoef(z.T) - np.corrcoef(other.T))[off] ** 2))),
    )
    if k > 2:
        out |= dict(distances=distances(x, y, k).tolist(), diffusion=diffusion(x, x2, z, y, 1))
    return out


def spearman(x, y, resamples):
    test = scipy.stats.permutation_test((x,), lambda x: scipy.stats.spearmanr(x, y).statistic, permutation_type="pairings",
                                        n_resamples=resamples, rng=np.random.default_rng(1))
    return dict(x=x, y=y, rho=float(scipy.stats.spearmanr(x, y).statistic), p=float(test.pvalue))


def main():
    cases = json.loads((FOLDER / "metrics.json").read_text())
    out = {name: expected(case["inputs"]) for name, case in cases.items()}
    few = spearman([1.0, 2.0, 2.0, 4.0, 5.5, 7.0], [0.3, 0.1, 0.2, 0.6, 0.5, 0.4], np.inf)
    rng = np.random.default_rng(3)
    x = np.round(rng.normal(size=14), 3)
    many = spearman(x.tolist(), np.round(0.8 * x + rng.normal(size=14), 3).tolist(), 19_999)
    out["rank_correlation"] = dict(few=few, many=many)
    size, accuracy = [1.0, 1.5, 4.0, 9.0, 20.0], [0.712, 0.715, 0.708, 0.701, 0.703]
    line = scipy.stats.linregress(np.log2(size), accuracy)
    out["capacity_gap"] = dict(size_ratio=size, student_accuracy=accuracy, slope=float(line.slope),
                               rho=float(scipy.stats.spearmanr(size, accuracy).statistic))
    (FOLDER / "transfer.json").write_text(json.dumps(out, indent=None, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()

"""Expected values of the information statistics, from SciPy, NumPy and the definitions written out, on the inputs of metrics.json.

Run: python tests/reference/information.py   (numpy 2.4, scipy 1.17) -> fixtures/expected/information.json
"""
import itertools
import json
import pathlib

import numpy as np
import scipy.optimize
import scipy.special
import scipy.stats

FOLDER = pathlib.Path(__file__).parents[2] / "fixtures/expected"


def wrong(z, y):
    """(N, K - 1): the columns that are not the label's."""
    return np.stack([np.delete(row, label) for row, label in zip(z, y)])


def q_of(z, y, t):
    return scipy.special.softmax(wrong(z, y) / t, axis=1)


def gamma(z, y, t):
    p = scipy.special.softmax(z / t, axis=1)
    k = z.shape[1]
    return float(np.mean(1.0 - p[np.arange(len(y)), y]) * k / (k - 1))


def information(z, y, t):
    q = q_of(z, y, t)
    means = {c: q[y == c].mean(0) for c in np.unique(y)}
    uniform = np.full(q.shape[1], 1.0 / q.shape[1])
    return dict(
        total=float(np.mean([scipy.stats.entropy(row, uniform) for row in q])),
        class_level=float(np.mean([scipy.stats.entropy(means[c], uniform) for c in y])),
        instance_level=float(np.mean([scipy.stats.entropy(row, means[c]) for row, c in zip(q, y)])),
    )


def variances(z, y):
    r = wrong(z, y)
    r = r - r.mean(1, keepdims=True)
    n = len(y)
    within = sum(((r[y == c] - r[y == c].mean(0)) ** 2).sum() for c in np.unique(y)) / n
    between = sum((y == c).sum() * (r[y == c].mean(0) ** 2).sum() for c in np.unique(y)) / n
    gap = z[np.arange(n), y] - wrong(z, y).mean(1)
    return dict(within=float(within), between=float(between), gap_square=float(np.mean(gap**2)))


def zipf(z, y, t):
    profile = np.log(-np.sort(-q_of(z, y, t), axis=1)).mean(0)[:50]
    line = scipy.stats.linregress(np.log(np.arange(1, len(profile) + 1)), profile)
    return dict(exponent=float(-line.slope), fit=float(line.rvalue**2))


def profiles(z, y):
    q, k = q_of(z, y, 1.0), z.shape[1]
    return np.stack([np.insert(q[y == c].mean(0), c, 0.0) for c in range(k)])


def structure(a, b):
    """Spearman over the off-diagonal entries; the exact one-sided Mantel p over all orders of the classes."""
    k = len(a)
    off = ~np.eye(k, dtype=bool)
    rank = np.zeros((2, k, k))
    for side, m in enumerate((a, b)):
        rank[side][off] = scipy.stats.rankdata(m[off])
    rho = scipy.stats.spearmanr(a[off], b[off]).statistic
    orders = [np.array(o) for o in itertools.permutations(range(k))]
    true = (rank[0] * rank[1]).sum()
    p = np.mean([(rank[0] * rank[1][np.ix_(o, o)]).sum() >= true - 1e-9 for o in orders])
    return dict(rho=float(rho), p=float(p))


def mutual_information(passes):
    """Müller 2019, A.2, by SciPy's normal density; y each pass in turn, in and out of the mean."""
    passes = np.array(passes)
    count = len(passes)

    def estimate(y, mu):
        s = np.sqrt(np.mean((y - mu) ** 2))
        log_density = scipy.stats.norm.logpdf(y[:, None], mu[None], s)
        return np.mean(np.diag(log_density) - scipy.special.logsumexp(log_density, axis=1) + np.log(len(y)))

    return dict(
        in_sample=float(np.mean([estimate(passes[l], passes.mean(0)) for l in range(count)])),
        held_out=float(np.mean([estimate(passes[l], np.delete(passes, l, 0).mean(0)) for l in range(count)])),
    )


def alpha(gap, k):
    """The smoothing whose optimal logits have this gap, by a root finder."""
    f = lambda log_a: np.log1p(np.exp(-log_a) * k * (1 - np.exp(log_a))) - gap
    return float(np.exp(scipy.optimize.brentq(f, -80.0, 0.0, xtol=1e-14, rtol=1e-14)))


def expected(inputs):
    y = np.array(inputs["labels"])
    z, other = np.array(inputs["logits"]), np.array(inputs["other_logits"])
    n, k = z.shape
    gap = z[np.arange(n), y] - wrong(z, y).mean(1)
    p = scipy.special.softmax(z, axis=1)
    out = dict(
        gap=float(gap.mean()),
        gap_quantiles=np.quantile(gap, [0.0, 0.05, 0.25, 0.5, 0.95, 1.0]).tolist(),
        gap_histogram=np.histogram(gap, bins=7, range=(-2.0, 9.0))[0].tolist(),
        margin=float(np.mean(z[np.arange(n), y] - wrong(z, y).max(1))),
        alpha=alpha(np.median(gap), k) if np.median(gap) > 0 else None,
        intraclass_variance=float(np.mean([p[y == c].var(0).sum() for c in np.unique(y)])),
        gamma_at_4=gamma(z, y, 4.0),
    )
    target = gamma(other, y, 1.0)
    f = lambda t: gamma(z, y, np.exp(t)) - target
    out["matched_temperature"] = float(np.exp(scipy.optimize.brentq(f, -np.log(64), np.log(64), xtol=1e-14, rtol=1e-14)))
    out["target_gamma"] = target
    if k > 2:
        entropy = lambda t: float(np.mean([scipy.stats.entropy(row, base=k - 1) for row in q_of(z, y, t)]))
        out |= dict(
            off_target_entropy=entropy(1.0),
            off_target_entropy_at_4=entropy(4.0),
            information=information(z, y, 1.0),
            information_at_4=information(z, y, 4.0),
            variances=variances(z, y),
            derived=float(np.mean(wrong(p, y).var(1))),
            inherent=float(np.mean(wrong(z, y).var(1))),
        )
    if k > 3:
        out |= dict(zipf=zipf(z, y, 1.0), zipf_at_4=zipf(z, y, 4.0), structure=structure(profiles(z, y), profiles(other, y)))
    return out


def main():
    cases = json.loads((FOLDER / "metrics.json").read_text())
    out = {name: expected(case["inputs"]) for name, case in cases.items()}
    rng = np.random.default_rng(7)
    centres = np.concatenate([rng.normal(0, 1, 15), rng.normal(8, 1, 15)])
    passes = np.round(centres + 0.5 * rng.normal(size=(5, 30)), 4).tolist()
    out["mutual_information"] = dict(passes=passes, expected=mutual_information(passes))
    (FOLDER / "information.json").write_text(json.dumps(out, indent=None, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()

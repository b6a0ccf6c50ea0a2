"""Expected values of the statistics of calibration, and of the calibrators.

From netcal 1.4, relplot 1.0.3, uncertainty-calibration 0.1.4 (p-lambda/verified_calibration), scikit-learn 1.9, SciPy 1.17 and
NumPy 2.4; where none has it, the definition by brute force.

Run: python tests/reference/calibration.py -> fixtures/expected/calibration.json
"""
import json
import pathlib
import sys

sys.path.pop(0)  # this script has the name of a package that it needs
import calibration as verified
import netcal.binning
import netcal.metrics
import numpy as np
import relplot
import scipy.integrate
import scipy.optimize
import scipy.special
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

OUT = pathlib.Path(__file__).parents[2] / "fixtures/expected/calibration.json"


def case(seed, n, k, scale, temperature):
    """Labels drawn from softmax(z/temperature): over-confident for a temperature above 1."""
    rng = np.random.default_rng(seed)
    z = (scale * rng.normal(size=(n, k)) + rng.normal(size=k)).astype(np.float32).astype(np.float64)
    p = scipy.special.softmax(z / temperature, axis=1)
    y = np.array([rng.choice(k, p=row) for row in p])
    y[:k] = np.arange(k)
    y[k : 2 * k] = np.arange(k)
    return z, y


def smooth_at(f, y, s):
    """∫ |r_s| over [0, 1] with the reflected Gaussian as a sum over mirror images: Gauss-Legendre between the zeros of r_s."""
    images = np.concatenate([np.stack([2 * m + f, 2 * m - f]) for m in range(-8, 9)])
    weight = (f - y) / len(f) / np.sqrt(2 * np.pi) / s
    r = lambda t: float(np.sum(weight * np.sum(np.exp(-(((t - images) / s) ** 2) / 2), axis=0)))
    mesh = np.linspace(0, 1, int(np.ceil(20 / s)) + 1)
    values = np.array([r(t) for t in mesh])
    zeros = [scipy.optimize.brentq(r, a, b, xtol=1e-15) for a, b, u, v in zip(mesh, mesh[1:], values, values[1:]) if u * v < 0]
    x, w = np.polynomial.legendre.leggauss(40)
    total = 0.0
    ends = np.concatenate([[0.0], zeros, [1.0]])
    for a, b in zip(ends, ends[1:]):
        pieces = max(1, int(np.ceil((b - a) / s)))
        cut = np.linspace(a, b, pieces + 1)
        total += abs(sum((d - c) / 2 * sum(wi * r((d - c) / 2 * xi + (c + d) / 2) for xi, wi in zip(x, w)) for c, d in zip(cut, cut[1:])))
    return total


def smooth(f, y):
    g = lambda s: smooth_at(f, y, s) - s
    if g(1e-3) < 0:
        return dict(value=smooth_at(f, y, 1e-3), width=1e-3)
    s = scipy.optimize.brentq(g, 1e-3, 1.0, xtol=1e-13)
    return dict(value=smooth_at(f, y, s), width=s)


def closed_right(p, bins):
    """Index of the bin (m/bins, (m+1)/bins]; 0 in the first."""
    return np.maximum(np.searchsorted(np.arange(bins + 1) / bins, p, side="left") - 1, 0)


def brier(p, y):
    """Murphy 1973 with the within-bin terms of Stephenson 2008, each from its own definition."""
    n, k = p.shape
    rel = res = unc = within = 0.0
    for c in range(k):
        f, o = p[:, c], (y == c) * 1.0
        b = closed_right(f, 15)
        unc += o.mean() * (1 - o.mean())
        for m in np.unique(b):
            x, q = f[b == m], o[b == m]
            w = len(x) / n
            rel += w * (x.mean() - q.mean()) ** 2
            res += w * (q.mean() - o.mean()) ** 2
            within += w * (x.var() - 2 * np.mean((x - x.mean()) * (q - q.mean())))
    return dict(brier=np.mean(np.sum((p - np.eye(k)[y]) ** 2, axis=1)), brier_reliability=rel, brier_resolution=res,
                brier_uncertainty=unc, brier_residual=within)


def null(f, ece, count=20000):
    """Bröcker and Smith 2007 with NumPy's generator."""
    rng = np.random.default_rng(0)
    n = len(f)
    values = []
    for _ in range(count):
        g = f[rng.integers(0, n, n)]
        gap = (rng.random(n) < g) - g
        values.append(np.abs(np.bincount(closed_right(g, 15), weights=gap, minlength=15)).sum() / n)
    return dict(ece_null=np.mean(values), ece_null_p=np.mean(np.array(values) >= ece), ece_null_sd=np.std(values))


def audit(z, y):
    p = scipy.special.softmax(z, axis=1)
    f, right = p.max(1), (p.argmax(1) == y) * 1.0
    k = z.shape[1]
    ece = lambda bins, f, right: float(netcal.metrics.ECE(bins=bins).measure(f, right.astype(int)))
    b = closed_right(f, 15)
    gaps = np.bincount(b, weights=f - right, minlength=15) / len(f)
    s = smooth(f, right)
    fifteen = ece(15, f, right)
    return dict(
        ece_10=ece(10, f, right), ece=fifteen, ece_20=ece(20, f, right),
        ece_over=gaps[gaps > 0].sum(), ece_under=-gaps[gaps < 0].sum(),
        ece_equal_mass=verified.utils.get_ece_em(p, y),
        ece_l2_debiased=verified.get_calibration_error(p, y, p=2, debias=True, mode="top-label"),
        ece_classwise=np.mean([ece(15, p[:, c], (y == c)) for c in range(k)]),
        verified_marginal=verified.get_calibration_error(p, y, p=2, debias=True, mode="marginal"),
        ece_smooth=s["value"], ece_smooth_width=s["width"],
        ece_smooth_at=[dict(width=w, value=smooth_at(f, right, w)) for w in (0.5, 0.1, 0.02, 0.005)],
        ece_smooth_relplot=float(relplot.smECE(f, right)),
        aurc=1.0 - verified.utils.get_selective_stats(f, right)[0],
        **brier(p, y), **null(f, fifteen),
    )


# Calibrators: fitted on the even rows, applied to the first 60 odd ones.

def temperature(z, y):
    nll = lambda b: -np.mean(scipy.special.log_softmax(z * b, axis=1)[np.arange(len(y)), y])
    best = scipy.optimize.minimize_scalar(nll, bracket=(0.1, 1.0), method="brent", options=dict(xtol=1e-12))
    return 1.0 / best.x


def newton(objective, size):
    """SciPy's BFGS, then Newton steps with a numerical Hessian of the analytic gradient."""
    at = scipy.optimize.minimize(objective, np.zeros(size), jac=True, method="BFGS", options=dict(gtol=1e-9, maxiter=10000)).x
    for _ in range(3):
        gradient = objective(at)[1]
        step = 1e-6
        hessian = np.stack([(objective(at + step * e)[1] - objective(at - step * e)[1]) / (2 * step) for e in np.eye(size)])
        at = at - np.linalg.solve((hessian + hessian.T) / 2, gradient)
    return at


def scaling(z, y, is_matrix):
    """MAP of a step from z/T: identity prior on standardised (vector) or whitened (matrix) logits, worth one example."""
    t, n, k = temperature(z, y), *z.shape
    mean = z.mean(0)
    if is_matrix:
        values, vectors = np.linalg.eigh((z - mean).T @ (z - mean) / n)
        to_x = vectors / np.sqrt(values)
    else:
        to_x = np.diag(1 / z.std(0))
    x, one_hot = (z - mean) @ to_x, np.eye(k)[y]
    size = k * k if is_matrix else k
    shape = (lambda a: a.reshape(k, k)) if is_matrix else np.diag

    def objective(step):
        q = z / t + x @ shape(step[:size]) + step[size:]
        r = scipy.special.softmax(q, axis=1) - one_hot
        nll = -np.sum(scipy.special.log_softmax(q, axis=1) * one_hot)
        of_map = x.T @ r
        g = np.concatenate([of_map.ravel() if is_matrix else np.diag(of_map), r.sum(0)])
        return (nll + step @ step / 2) / n, (g + step) / n

    step = newton(objective, size + k)
    return lambda new: scipy.special.softmax(new / t + (new - mean) @ to_x @ shape(step[:size]) + step[size:], axis=1)


def one_vs_rest(maps, p):
    q = np.stack([m(p[:, c]) for c, m in enumerate(maps)], axis=1)
    total = q.sum(1, keepdims=True)
    return np.where(total > 0, q / np.where(total > 0, total, 1), 1 / q.shape[1])


def isotonic(p, y):
    return [IsotonicRegression(out_of_bounds="clip").fit(p[:, c], y == c).predict for c in range(p.shape[1])]


def bbq_map(f, o):
    """Naeini 2015 with SciPy's gammaln; edges halfway between the runs of the sorted values."""
    n, values = len(f), np.sort(f)
    models = []
    for count in range(max(1, int(n ** (1 / 3) / 10)), max(1, min(int(np.ceil(10 * n ** (1 / 3))), -(-n // 5))) + 1):
        runs = np.array_split(values, min(count, n))
        edges = np.array(sorted({(a[-1] + b[0]) / 2 for a, b in zip(runs, runs[1:])} - {values[-1]}))
        b = np.searchsorted(edges, f)
        total = np.bincount(b, minlength=len(edges) + 1)
        hits = np.bincount(b, weights=o, minlength=len(edges) + 1)
        bounds = np.concatenate([[0.0], edges, [1.0]])
        middle = np.clip((bounds[1:] + bounds[:-1]) / 2, 1e-12, 1 - 1e-12)
        prior = 2 / len(total)
        g = scipy.special.gammaln
        alpha, beta = prior * middle, prior * (1 - middle)
        score = np.sum(g(prior) - g(prior + total) + g(alpha + hits) - g(alpha) + g(beta + total - hits) - g(beta))
        models.append((score, edges, (alpha + hits) / (prior + total)))
    weights = scipy.special.softmax([m[0] for m in models])
    return lambda new: sum(w * m[2][np.searchsorted(m[1], new)] for w, m in zip(weights, models))


def calibrated(z, y):
    fit, new = slice(0, None, 2), slice(1, 120, 2)
    zf, yf, zn, yn = z[fit], y[fit], z[new], y[new]
    p, q = scipy.special.softmax(zf, axis=1), scipy.special.softmax(zn, axis=1)
    k = z.shape[1]
    out = dict(
        temperature_scaling=scipy.special.softmax(zn / temperature(zf, yf), axis=1),
        vector_scaling=scaling(zf, yf, False)(zn),
        matrix_scaling=scaling(zf, yf, True)(zn),
        isotonic_regression=one_vs_rest(isotonic(p, yf), q),
        bbq=one_vs_rest([bbq_map(p[:, c], (yf == c) * 1.0) for c in range(k)], q),
    )
    if k > 2:  # netcal takes two columns for one
        histogram = netcal.binning.HistogramBinning(bins=15).fit(p, yf)
        out["histogram_binning"] = histogram.transform(q)
    made = {name: [float(f"{v:.13g}") for v in value.ravel()] for name, value in out.items()}
    # Maximum likelihood without a prior, as Guo fits it.
    plain = LogisticRegression(C=np.inf, max_iter=20000, tol=1e-10).fit(zf, yf)
    made["matrix_scaling_without_prior_nll"] = float(-np.mean(np.log(plain.predict_proba(zn)[np.arange(len(yn)), yn])))
    return made


def main():
    cases = dict(two_classes=case(1, 200, 2, 2.0, 1.6), three_classes_calibrated=case(2, 300, 3, 1.5, 1.0),
                 ten_classes_over_confident=case(3, 400, 10, 3.0, 2.0), four_classes_under_confident=case(4, 250, 4, 1.0, 0.5))
    made = {n: dict(inputs=dict(labels=y.tolist(), logits=z.tolist()), expected={**audit(z, y), **calibrated(z, y)})
            for n, (z, y) in cases.items()}
    OUT.write_text(json.dumps(made, indent=None, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()

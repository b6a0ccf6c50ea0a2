"""Expected values of the ledger's arithmetic from SciPy.

Run: python tests/reference/ledger.py   (numpy 2.4, scipy 1.17) -> fixtures/expected/ledger.json
"""
import json
import pathlib

import numpy as np
import scipy.stats

FOLDER = pathlib.Path(__file__).parents[2] / "fixtures/expected"


def main():
    rng = np.random.default_rng(5)
    lists = [
        [0.01, 0.04, 0.03, 0.005],
        [0.05],
        [0.2, 0.2, 0.2],
        [1.0, 0.0, 0.5, 0.049, 0.05],
        np.round(rng.uniform(size=40) ** 3, 5).tolist(),
    ]
    out = dict(
        benjamini_hochberg=[dict(p=p, adjusted=scipy.stats.false_discovery_control(p, method="bh").tolist()) for p in lists],
        two_sided=[
            # None: infinite degrees of freedom, the normal distribution.
            dict(t=t, degrees=d, p=float(2 * (scipy.stats.norm.sf(t) if d is None else scipy.stats.t.sf(t, d))))
            for d in (1, 2, 4, 30, 800, None)
            for t in (0.0, 0.5, 1.96, 4.3, 12.0)
        ],
    )
    # A statistic of one group in two versions, five seeds: the interval of the mean of their differences.
    a, b = np.round(rng.normal(0.10, 0.01, 5), 6), np.round(rng.normal(0.08, 0.01, 5), 6)
    test = scipy.stats.ttest_rel(b, a)
    ends = test.confidence_interval(0.95)
    out["paired"] = dict(a=a.tolist(), b=b.tolist(), low=ends.low, high=ends.high, p=test.pvalue)
    FOLDER.joinpath("ledger.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()

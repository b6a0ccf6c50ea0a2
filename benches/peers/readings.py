"""What the two sides of the whole report are compared by: statistics of each variant, then CKA of each pair."""

import json
from pathlib import Path

import numpy as np
from numpy import ndarray

METRICS = ("accuracy", "nll", "ece", "temperature", "class_separation")


def of_results(results: dict) -> ndarray:
    """As report.py makes them."""
    of_variants = [variant[name] for variant in results["variants"].values() for name in METRICS]
    return np.array(of_variants + list(results["cka"].values()))


def of_script(out: Path) -> ndarray:
    return of_results(json.loads((out / "results.json").read_text()))


def of_analysis(out: Path) -> ndarray:
    """The same from penult's analysis.json, in the script's order."""
    analysis = json.loads((out / "analysis.json").read_text())
    measured = {name: v["splits"]["test"]["metrics"] for name, v in sorted(analysis["variants"].items())}
    variants = {name: {metric: of[metric]["value"] for metric in METRICS} for name, of in measured.items()}
    pairs = {tuple(sorted((p["a"], p["b"]))): p["metrics"]["linear_cka"]["value"] for p in analysis["pairs"]}
    return of_results({"variants": variants, "cka": dict(sorted(pairs.items()))})

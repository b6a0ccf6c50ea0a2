"""A peer's side, spoken to as benches/peer/main.rs is: python worker.py KIND/WHAT INPUTS OUT

Makes ready, does the work once, writes its values to OUT (f64) and prints `ready`; then a line in is a round, a line out its
seconds, and how often the work was done in it.
"""

import importlib
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

Round = Callable[[], np.ndarray]
THREADS = 2
# Least seconds a round: shorter work is done several times.
ROUND_SECONDS = 0.1


def taken(round: Round, repeats: int) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        round()
    return time.perf_counter() - start


def main(work: str, inputs: Path, out: Path) -> None:
    kind, what = work.split("/", 1)
    if kind != "report":
        # The whole report is a user's script: it sets nothing.
        import torch

        torch.set_num_threads(THREADS)
    round = importlib.import_module(kind).prepare(what, inputs)
    np.asarray(round(), dtype=np.float64).tofile(out)
    repeats = math.ceil(ROUND_SECONDS / taken(round, 1))
    print("ready", flush=True)
    for _ in sys.stdin:
        print(taken(round, repeats), repeats, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))

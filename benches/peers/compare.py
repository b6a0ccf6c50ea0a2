"""penult beside PyTorch and others: python compare.py [--rounds N] [--scale S] [--list] [ROW…]

Builds penult, makes the inputs, lets both sides of each row take turns, prints the table, and writes reports/bench/README.md
from the results of all rows so far (target/bench/results). Scaled rows are printed only.
"""

import argparse
import json
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import numpy as np

import table
from contestant import Contestant, Failed, Sample, Staying, Starting
from rows import ROWS, Row

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WORK = ROOT / "target" / "bench"
PAGE = ROOT / "reports" / "bench" / "README.md"
Sides = dict[str, Staying | Starting]


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rows", nargs="*", metavar="ROW", help="rows to run; all by default")
    parser.add_argument("--rounds", type=int, default=7, help="rounds a row (7)")
    parser.add_argument("--scale", type=float, default=1.0, help="factor on the numbers of images and rows (1)")
    parser.add_argument("--list", action="store_true", help="print the names of the rows")
    arguments = parser.parse_args()
    if unknown := set(arguments.rows) - {row.key for row in ROWS}:
        parser.error(f"no row is called {', '.join(sorted(unknown))}; --list prints them")
    return arguments


def built() -> dict[str, str]:
    """The executables `penult` and `peer`, as cargo places them."""
    command = ["cargo", "bench", "--bench", "peer", "--no-run", "--message-format", "json"]
    lines = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    made = [m for m in map(json.loads, lines) if m.get("executable")]
    return {m["target"]["name"]: m["executable"] for m in made}


def can_run(contestant: Contestant) -> bool:
    """Whether this machine has the instructions that are forced."""
    return contestant.environment.get("PENULT_SIMD", "avx2") in Path("/proc/cpuinfo").read_text()


def start(row: Row, places: dict[str, str], stack: ExitStack) -> Sides:
    """All sides, ready."""
    sides = {}
    for contestant in filter(can_run, row.contestants):
        out = WORK / "out" / row.key / str(len(sides))
        out.parent.mkdir(parents=True, exist_ok=True)
        if not contestant.stays:
            out.mkdir(exist_ok=True)
        sides[contestant.name] = stack.enter_context(contestant.start(places, out))
    return sides


def values(contestant: Contestant, side: Staying | Starting) -> np.ndarray | None:
    if isinstance(side, Staying):
        return side.values()
    return contestant.read(side.out) if contestant.read else None


def differences(row: Row, sides: Sides) -> dict[str, float]:
    """Largest difference from the first side, as a share of its largest value; NaN where a side has no such value."""
    first, *others = [(c.name, values(c, sides[c.name])) for c in row.contestants if c.name in sides]
    if first[1] is None:
        return {}
    found = {}
    for name, theirs in others:
        a, b = first[1][: row.compared], theirs[: row.compared]
        if a.shape != b.shape:
            raise Failed(f"{first[0]} gives {a.size} values, {name} {b.size}")
        found[name] = float(np.nanmax(np.abs(a - b)) / np.abs(a).max())
        if not found[name] <= row.tolerance:
            raise Failed(f"{first[0]} and {name} differ by {found[name]:.1e}, allowed {row.tolerance:.0e}")
    return found


def measure(row: Row, rounds: int, places: dict[str, str]) -> dict:
    """Samples of each side, taken in turns."""
    rounds = min(rounds, row.most_rounds)
    samples: dict[str, list[Sample]] = {}
    with ExitStack() as stack:
        sides = start(row, places, stack)
        for done in range(rounds):
            print(f"\r{row.key}: round {done + 1} of {rounds} ", end="", file=sys.stderr, flush=True)
            for name, side in sides.items():
                samples.setdefault(name, []).append(side.round())
        print(file=sys.stderr)
        found = differences(row, sides)
    of = {field: {n: [getattr(s, field) for s in taken] for n, taken in samples.items()} for field in Sample.__annotations__}
    return {"rounds": rounds, "differences": found, **of}


def make_inputs(row: Row, folder: Path, scale: float) -> None:
    print(f"{row.key}: inputs", file=sys.stderr)
    subprocess.run([sys.executable, str(HERE / "inputs.py"), str(folder), str(scale), *row.inputs], check=True)


def measure_all(rows: list[Row], arguments: argparse.Namespace) -> dict[str, str]:
    """Prints the table of the rows and keeps what is not scaled; gives why rows failed."""
    inputs = WORK / f"inputs_{arguments.scale:g}"
    places = built() | {"python": sys.executable, "here": str(HERE), "inputs": str(inputs)}
    measured, failed = {}, {}
    for row in rows:
        make_inputs(row, inputs, arguments.scale)
        try:
            measured[row.key] = measure(row, arguments.rounds, places)
        except Failed as why:
            failed[row.key] = str(why)
            continue
        if arguments.scale == 1:
            keep(row, measured[row.key])
    print(table.table(measured))
    return failed


def keep(row: Row, result: dict) -> None:
    """Puts a result beside those of the other rows, and makes the page of all."""
    folder = WORK / "results"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{row.key}.json").write_text(json.dumps(result, indent=1))
    files = {row.key: folder / f"{row.key}.json" for row in ROWS}
    table.write({key: json.loads(f.read_text()) for key, f in files.items() if f.exists()}, PAGE)


def main() -> None:
    # Ends as by an error, so that no stopped side is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    arguments = parse()
    rows = [row for row in ROWS if not arguments.rows or row.key in arguments.rows]
    if arguments.list:
        print("\n".join(f"{row.key:29} {row.title}" for row in rows))
        return
    if failed := measure_all(rows, arguments):
        sys.exit("\n".join(f"{key}: {why}" for key, why in failed.items()))


if __name__ == "__main__":
    main()

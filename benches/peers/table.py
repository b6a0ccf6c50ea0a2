"""Results of rows -> reports/bench/README.md, and the same lines on the screen."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path
from statistics import median

import numpy as np

from rows import GIB, ROWS, Goal, Row

HERE = Path(__file__).parent
MIB = 1 << 20
RATIOS = "| work | penult | beside | penult s | beside s | of minima | median | of CPU s | to reach | reached |"
PEAKS = "| work | command | peak MiB | seconds | to reach | reached |"


def seconds(value: float) -> str:
    """Three digits."""
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def reached(is_reached: bool | None) -> str:
    return {True: "yes", False: "**no**", None: ""}[is_reached]


def line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def ratio_line(row: Row, goal: Goal, result: dict) -> str | None:
    """`None` where this machine ran no such contestant."""
    taken, used = result["seconds"], result["cpu_seconds"]
    beside = [name for name in goal.beside if name in taken]
    if goal.ours not in taken or not beside:
        return None
    fastest = min(beside, key=lambda name: median(taken[name]))
    a, b = taken[goal.ours], taken[fastest]
    middle = median(theirs / ours for ours, theirs in zip(a, b))
    cpu = median(theirs / ours for ours, theirs in zip(used[goal.ours], used[fastest]))
    wanted = f"≥ {goal.at_least:g}" if goal.at_least else ""
    is_reached = middle >= goal.at_least if goal.at_least else None
    times = (seconds(median(a)), seconds(median(b)), f"{min(b) / min(a):.2f}", f"**{middle:.2f}**", f"{cpu:.2f}")
    return line(row.title, goal.ours, fastest, *times, wanted, reached(is_reached))


def peak_lines(row: Row, result: dict) -> list[str]:
    out = []
    for peak in row.peaks:
        bytes_ = max(result["peak_bytes"][peak.of])
        wanted = f"< {peak.at_most_bytes / GIB:g} GiB" if peak.at_most_bytes else ""
        is_reached = bytes_ < peak.at_most_bytes if peak.at_most_bytes else None
        times = (f"{bytes_ / MIB:.0f}", seconds(median(result["seconds"][peak.of])))
        out.append(line(row.title, peak.of, *times, wanted, reached(is_reached)))
    return out


def ratio_lines(row: Row, result: dict) -> list[str]:
    return [made for goal in row.goals if (made := ratio_line(row, goal, result))]


def with_head(head: str, lines: list[str]) -> str:
    rule = "|" + "---|" * (head.count("|") - 1)
    return "\n".join([head, rule, *lines])


def table(results: dict[str, dict]) -> str:
    """The table of ratios, and that of peaks where there are any."""
    done = [(row, results[row.key]) for row in ROWS if row.key in results]
    ratios = [made for row, result in done for made in ratio_lines(row, result)]
    peaks = [made for row, result in done for made in peak_lines(row, result)]
    parts = [with_head(head, lines) for head, lines in ((RATIOS, ratios), (PEAKS, peaks)) if lines]
    return "\n\n".join(parts)


def differences(results: dict[str, dict]) -> str:
    """One line a row: the side that differs most."""
    lines = []
    for row in ROWS:
        found = results.get(row.key, {}).get("differences")
        if found:
            name = max(found, key=found.get)
            lines.append(line(row.title, name, f"{found[name]:.1e}", f"{row.tolerance:.0e}"))
    return with_head("| work | farthest from penult | difference | allowed |", lines)


def machine() -> str:
    """Processor, instructions, memory, and versions of both sides."""
    cpu = Path("/proc/cpuinfo").read_text()
    model = re.search(r"model name\s*: (.*)", cpu)[1]
    number, flags = re.search(r"\nmodel\s*: (.*)", cpu)[1], re.search(r"flags\s*: (.*)", cpu)[1].split()
    instructions = [flag for flag in ("avx512f", "avx512_bf16", "amx_bf16", "avx2", "fma") if flag in flags]
    memory = int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())[1]) / (1 << 20)
    blas = np.show_config("dicts")["Build Dependencies"]["blas"]
    names = re.findall(r"^([\w-]+)==", (HERE / "requirements.txt").read_text(), re.MULTILINE)
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    peers = ", ".join(f"{name} {version(name)}" for name in names)
    return "\n".join(
        [
            f"- {model} (model {number}), {os.cpu_count()} cores, {memory:.0f} GiB; {', '.join(instructions)}",
            f"- penult by rustc {rustc}, release profile; Python {platform.python_version()}, {peers}",
            f"- NumPy's BLAS: {blas['name']} {blas['version']}",
        ]
    )


def write(results: dict[str, dict], page: Path) -> None:
    template = (HERE / "page.md").read_text()
    parts = {
        "machine": machine(),
        "rounds": ", ".join(sorted({str(r["rounds"]) for r in results.values() if r["rounds"] > 1})),
        "table": table(results),
        "differences": differences(results),
        "notes": (HERE / "notes.md").read_text().strip(),
    }
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(re.sub(r"\{(\w+)\}", lambda found: parts[found[1]], template))

"""Processes that take turns: one that stays and does a round a line, or a new one each round."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np

THREADS = {name: "2" for name in ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


class Failed(Exception):
    """Why a row has no result."""


@dataclass(frozen=True)
class Contestant:
    """One side of a row. In its command, {inputs}, {out}, {peer}, {penult}, {python} and {here} are filled in."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    # Reads the values that a new process a round leaves in {out}; a process that stays writes them by itself.
    read: Callable[[Path], np.ndarray] | None = None
    stays: bool = True

    def start(self, places: dict[str, str], out: Path) -> "Staying | Starting":
        command = [part.format(out=out, **places) for part in self.command]
        environment = os.environ | THREADS | self.environment
        return (Staying if self.stays else Starting)(command, environment, out)


@dataclass(frozen=True)
class Sample:
    """What the work took, once."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int = 0


class Staying:
    """Has warmed up; sleeps while others work, so that no thread of its own waits by spinning."""

    def __init__(self, command: list[str], environment: dict[str, str], out: Path) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        self.out = out
        self.hear("ready")
        self.process.send_signal(signal.SIGSTOP)

    def hear(self, wanted: str = "") -> str:
        line = self.process.stdout.readline().strip()
        if not line or not line.startswith(wanted):
            self.process.kill()
            raise Failed(f"no answer from {' '.join(self.process.args)}")
        return line

    def cpu_seconds(self) -> float:
        # The clock of another process: clock_getcpuclockid of glibc.
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def round(self) -> Sample:
        self.process.send_signal(signal.SIGCONT)
        before = self.cpu_seconds()
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        seconds, repeats = map(float, self.hear().split())
        sample = Sample(seconds / repeats, (self.cpu_seconds() - before) / repeats)
        self.process.send_signal(signal.SIGSTOP)
        return sample

    def values(self) -> np.ndarray:
        return np.fromfile(self.out)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGCONT)
        self.process.stdin.close()
        self.process.wait()


class Starting:
    """A whole process each round, its start included."""

    def __init__(self, command: list[str], environment: dict[str, str], out: Path) -> None:
        self.command, self.environment, self.out = command, environment, out

    def round(self) -> Sample:
        start = time.perf_counter()
        process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, env=self.environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise Failed(f"exit {process.returncode} of {' '.join(self.command)}")
        return Sample(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

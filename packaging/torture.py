#!/usr/bin/env python3
"""Disturbs the program in its work on a data folder in every way that a computer can, and counts what is lost.

    .venv/bin/python packaging/torture.py [ROUND…] [--times 1000] [--seed 1] [--minutes 60]

Rounds: `kills` (a worker types, freezes, copies, backs up, restores, recovers, imports, encrypts, moves the folder and
signs, says what it begins and what is done, and is killed), `damages` (of databases and logs), `disk` (full at every
few pages of every act; read-only; root only), `handles` (of files, none left), `clock` (set back and ahead), `power`
(cut; root only). Without names all of them. Moments depend on the machine, so a seed repeats the order of the acts and
not the instruction at which a worker dies. Each failure is printed with its number and the exit code is 1. POSIX only.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from torturing import damages, kills, machine, power  # noqa: E402 - the program lies in the folder above

Round = Callable[[Path, int, int, float], Counter[str]]
ROUNDS: dict[str, Round] = {
    "kills": kills.kills,
    "damages": damages.damages,
    "disk": machine.disk,
    "handles": machine.handles,
    "clock": machine.clock,
    "power": power.power,
}
_ROOT_ONLY = ("disk", "power")
FAULTS = (
    "an act failed",
    "not opened",
    "opened empty",
    "acknowledged change lost",
    "leftovers",
    "half a signed file",
    "crashed",
    "changed answer shown as sound",
    "recovered in part, and not said",
    "not recovered",
    "written on a read-only drive",
    "newest copy gone",
)
"""What has to be counted as 0."""


def main() -> int:
    """Runs the rounds and prints what was counted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", nargs="*", metavar="ROUND", help=f"of {', '.join(ROUNDS)}")
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60, help="at most, for each of the rounds")
    options = parser.parse_args()
    unknown = set(options.rounds) - set(ROUNDS)
    if unknown:
        parser.error(f"no such round: {', '.join(sorted(unknown))}")
    bad = 0
    with tempfile.TemporaryDirectory(prefix="zhijie-torture-") as name:
        for title in options.rounds or ROUNDS:
            if title in _ROOT_ONLY and os.geteuid() != 0:
                print(f"{title}: not run, which needs the rights of root")
                continue
            end_s = time.monotonic() + 60 * options.minutes
            counted = ROUNDS[title](Path(name, title, "data"), options.times, options.seed, end_s)
            faults = sum(counted[fault] for fault in FAULTS)
            print(f"{title}, seed {options.seed}, {faults} faults: {dict(+counted)}", flush=True)
            bad += faults
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

"""Programs handed to other solvers, each in a process of its own."""

import json
import subprocess
import sys
from math import inf
from pathlib import Path

from models.planner.solving.selection import Selection
from tests import PATIENCE_S, ROOT

SCRIPT = ROOT / "tests" / "benchmarks" / "planning_peer.py"


def write(selection: Selection, aim: dict[int, float], path: Path) -> None:
    """Writes a program and its aim as the peers read it."""
    program = selection.program
    path.write_text(
        json.dumps(
            {
                "variables": list(zip(program.low, program.high, map(int, program.whole), strict=True)),
                "objective": list(aim.items()),
                "rows": [
                    (list(terms.items()), None if low == -inf else low, None if high == inf else high)
                    for terms, low, high in program.rows
                ],
            }
        ),
        encoding="utf-8",
    )


def ask(peer: str, path: Path) -> dict[str, float]:
    """Returns what a peer finds: `value`, whether it is `proven`, and `seconds`."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), peer, str(path)], capture_output=True, text=True, check=True, timeout=PATIENCE_S
    )
    answer: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer

"""The proven cheapest road to the next tier: measures, ways and quarters, and the reasons.

`plan` runs in the caller's process and thread; `models.workspace` puts long solves into a child process.
"""

from models.planner.afterwards import answers_after
from models.planner.planning import plan

__all__ = ["answers_after", "plan"]

"""The proven cheapest road to the next tier: measures, ways and quarters, and the reasons.

`plan` runs in the caller's process and thread; a window puts it into a task or a child process.
"""

from models.planner.afterwards import answers_after
from models.planner.alternatives import frontier
from models.planner.planning import plan

__all__ = ["answers_after", "frontier", "plan"]

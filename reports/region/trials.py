"""What was worked out before: plans with and without shared services, kept by what they were made from."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from models.catalogue import MeasureId, VariantId
from models.region.demand import CheapestPlan, FactoryTrial, Reach, ServiceTrial
from models.rulebook import TierId
from models.sealing import ring

FILE = "trials.jsonl"
"""In the data folder; it can be thrown away, and costs only the time to work it out again."""


def key_of(paper: str, catalogue: str, limits: str, without: Sequence[str] = ()) -> str:
    """Returns by what a result is known.

    Args:
        paper: `base_digest` of the report.
        catalogue: digest of the measures and prices.
        limits: canonical text of the limits, with the tier.
        without: services that were taken away together.
    """
    parts = json.dumps([paper, catalogue, limits, sorted(without)])
    return hashlib.sha256(parts.encode()).hexdigest()


class KeptTrials:
    """Results on the disk, one a line, each written as soon as it is known; a torn last line is passed over."""

    def __init__(self, path: Path | None) -> None:
        # What is no file, such as a pipe, is not waited for.
        self._path = path if path is None or path.is_file() or not os.path.lexists(path) else None
        self._lines: dict[str, Mapping[str, Any]] = {}
        if path is not None and path.is_file():
            with ring.opened(path) as lines:
                for line in lines:
                    try:
                        entry = json.loads(line)
                        self._lines[entry["key"]] = entry
                    except (ValueError, KeyError, TypeError):
                        continue

    def trial(self, key: str, seconds: float) -> FactoryTrial | None:
        """Returns a factory's trial; None where it is not known, or more time than before may prove it."""
        entry = self._lines.get(key)
        try:
            return None if entry is None else _settled_trial(_read_trial(entry["trial"]), entry["seconds"], seconds)
        except (KeyError, ValueError, TypeError, ArithmeticError):
            return None

    def plan(self, key: str, seconds: float) -> CheapestPlan | None:
        """Returns a plan; None likewise."""
        entry = self._lines.get(key)
        try:
            plan = None if entry is None else _read_plan(entry["plan"])
        except (KeyError, ValueError, TypeError, ArithmeticError):
            return None
        return plan if plan is None or _is_settled(plan) or entry is None or entry["seconds"] >= seconds else None

    def keep(self, key: str, value: FactoryTrial | CheapestPlan, seconds: float) -> None:
        """Keeps a result; a disk that is full or read-only costs only the time next time."""
        name, tree = ("trial", _trial_tree(value)) if isinstance(value, FactoryTrial) else ("plan", _plan_tree(value))
        entry = {"key": key, "seconds": seconds, name: tree}
        self._lines[key] = entry
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as lines:
                lines.write(ring.line_for(self._path, json.dumps(entry, ensure_ascii=False).encode()) + b"\n")
        except OSError:
            self._path = None


def _is_settled(plan: CheapestPlan) -> bool:
    return plan.reach not in {Reach.UNPROVEN, Reach.UNKNOWN}


def _settled_trial(trial: FactoryTrial, before: float, seconds: float) -> FactoryTrial | None:
    plans = (trial.whole, *(each.without for each in trial.trials))
    return trial if before >= seconds or all(map(_is_settled, plans)) else None


def _plan_tree(plan: CheapestPlan) -> dict[str, Any]:
    cost = None if plan.ownership_wan is None else str(plan.ownership_wan)
    return {"reach": plan.reach.value, "cost": cost, "ways": [[measure, way.value] for measure, way in plan.ways]}


def _read_plan(tree: Mapping[str, Any]) -> CheapestPlan:
    return CheapestPlan(
        Reach(tree["reach"]),
        None if tree["cost"] is None else Decimal(tree["cost"]),
        tuple((MeasureId(measure), VariantId(way)) for measure, way in tree["ways"]),
    )


def _trial_tree(trial: FactoryTrial) -> dict[str, Any]:
    return {
        "tier": trial.tier,
        "whole": _plan_tree(trial.whole),
        "trials": [
            {"service": each.service, "measures": list(each.measures), "without": _plan_tree(each.without)}
            for each in trial.trials
        ],
    }


def _read_trial(tree: Mapping[str, Any]) -> FactoryTrial:
    return FactoryTrial(
        TierId(tree["tier"]),
        _read_plan(tree["whole"]),
        tuple(
            ServiceTrial(each["service"], tuple(map(MeasureId, each["measures"])), _read_plan(each["without"]))
            for each in tree["trials"]
        ),
    )

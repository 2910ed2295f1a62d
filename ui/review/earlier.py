"""What changed since an earlier version among the files that were checked together."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.verification import Verdict
from ui.language import tr


def since_earlier(checked: Sequence[Verdict], verdict: Verdict, payload: Mapping[str, Any] | None) -> str:
    """Returns what changed in a report since the same case's earlier version; empty where that was not checked with it.

    Args:
        checked: the verdicts on all files that were checked together.
        verdict: on the report.
        payload: of the report; None where there is none to rely on.
    """
    if not verdict.case_id or payload is None:
        return ""
    older = [
        each
        for each in checked
        if each.case_id == verdict.case_id and (each.version or 0) < (verdict.version or 0) and each.payload
    ]
    if not older:
        return ""
    from reports.payload import read_payload

    before = read_payload(max(older, key=lambda each: each.version or 0).payload)
    return _difference(before, payload)


def _difference(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Returns how many conditions changed their status between two versions, and whether the rules changed."""

    def statuses(payload: Mapping[str, Any]) -> dict[str, str]:
        return {
            condition["id"]: condition["status"]
            for tier in payload["evaluation"]["tiers"]
            for condition in tier["conditions"]
        }

    def packs(payload: Mapping[str, Any]) -> set[str]:
        return {pack["digest"] for pack in payload["packs"] if pack.get("kind") != "catalogue"}

    old, new = statuses(before), statuses(now)
    better = sum(new.get(condition) == "met" and status != "met" for condition, status in old.items())
    worse = sum(status == "met" and new.get(condition) != "met" for condition, status in old.items())
    text = tr("conditions newly met: {better}, no longer met: {worse}", better=better, worse=worse)
    return text if packs(before) == packs(now) else text + "; " + tr("the rules changed as well")

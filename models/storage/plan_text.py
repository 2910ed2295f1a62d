"""A plan as JSON text from which the same plan comes back: every value names its kind.

A plan holds sentences with facts of many kinds, quarters, money and ranges. Only the kinds below are written and
read; a plan that an earlier build wrote with other fields is not read, and then counts as not worked out.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any, cast

from models import evaluation, figures, language, limits, rulebook
from models.catalogue import measures, prices, public_money
from models.roadmap import Roadmap, months, plan, price_risk

_KINDS: Mapping[str, type] = {
    name: kind
    for module in (
        plan,
        limits,
        months,
        price_risk,
        measures,
        prices,
        public_money,
        evaluation,
        figures,
        language,
        rulebook,
    )
    for name, kind in vars(module).items()
    if isinstance(kind, type) and kind.__module__ == module.__name__ and (is_dataclass(kind) or issubclass(kind, Enum))
}


def encode_plan(plan: Roadmap) -> str:
    """Returns a plan as JSON text."""
    return json.dumps(_written(plan), ensure_ascii=False, separators=(",", ":"))


def decode_plan(text: str) -> Roadmap | None:
    """Returns the plan that `encode_plan` wrote; None when it was written with other fields than today's."""
    try:
        plan = _read(json.loads(text))
    except (ValueError, KeyError, TypeError, ArithmeticError):
        return None
    return plan if isinstance(plan, Roadmap) else None


def _written(value: object) -> Any:
    if isinstance(value, Enum):
        return {"enum": type(value).__name__, "value": value.value}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, tuple):
        return [_written(each) for each in value]
    if isinstance(value, list):
        return {"list": [_written(each) for each in value]}
    if isinstance(value, frozenset):
        return {"set": sorted((_written(each) for each in value), key=json.dumps)}
    if isinstance(value, Mapping):
        return {"map": [[_written(key), _written(each)] for key, each in value.items()]}
    if _KINDS.get(type(value).__name__) is type(value):
        record = cast("Any", value)
        return {
            "kind": type(value).__name__,
            "fields": {each.name: _written(getattr(record, each.name)) for each in fields(record)},
        }
    raise TypeError(type(value).__name__)


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_read(each) for each in value)
    if not isinstance(value, dict):
        return value
    if "enum" in value:
        return _KINDS[value["enum"]](value["value"])
    if "decimal" in value:
        return Decimal(value["decimal"])
    if "list" in value:
        return [_read(each) for each in value["list"]]
    if "day" in value:
        return date.fromisoformat(value["day"])
    if "set" in value:
        return frozenset(_read(each) for each in value["set"])
    if "map" in value:
        return MappingProxyType({_read(key): _read(each) for key, each in value["map"]})
    return _KINDS[value["kind"]](**{name: _read(each) for name, each in value["fields"].items()})

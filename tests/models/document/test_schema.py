"""The published JSON Schema: current, and of one mind with the program."""

import copy
import importlib.util
import json
from typing import Any

import jsonschema
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import resources
from models import document
from models.assessment import Assessment
from tests.models.document.documents import assessments, library

SCHEMA = json.loads(resources.text("schema/case-1.json"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
BEYOND = ("is not in the list", "There is no day", "cannot be displayed", "decimal places", "a folder")
"""What only the program finds: see the module `models.document.schema`."""
ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    10**13,
    "",
    " ",
    "2025-13",
    "full",
    "yes",
    [],
    ["x"],
    ["x"] * 120,
    {},
    {"a": 1},
    "a" * 5000,
)


def test_the_schema_in_the_resources_is_the_one_that_the_questions_give() -> None:
    """`python packaging/case_schema.py` would change nothing."""
    script = resources.path("schema").parent.parent / "packaging" / "case_schema.py"
    spec = importlib.util.spec_from_file_location("case_schema", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.text() == resources.text("schema/case-1.json")


def test_the_schema_is_a_schema() -> None:
    """It obeys the JSON Schema draft that it names."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_sample_obeys_the_schema() -> None:
    """The shipped sample factory is valid by the schema, too."""
    VALIDATOR.validate(json.loads(resources.text("samples/hongda-machining.json")))


@given(assessments())
@settings(max_examples=40)
def test_what_the_program_writes_obeys_the_schema(assessment: Assessment) -> None:
    """Every written document is valid by the schema."""
    VALIDATOR.validate(json.loads(document.write(assessment)))


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, entry in below for place in _places(entry, (*path, key)))]


@given(st.data())
@settings(max_examples=200)
def test_schema_and_program_agree_on_changed_documents(data: st.DataObject) -> None:
    """A document with something odd put in or taken out is refused by both or by neither."""
    content = copy.deepcopy(_SMALL)
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.sampled_from([place for place in _places(content) if place]))
        parent: Any = content
        for step in path[:-1]:
            parent = parent[step]
        match data.draw(st.sampled_from(["put", "take", "add"])):
            case "put":
                parent[path[-1]] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
            case "take":
                del parent[path[-1]]
            case "add" if isinstance(parent, dict):
                parent[data.draw(st.sampled_from(["x", "status", "name", "evidence"]))] = copy.deepcopy(
                    data.draw(st.sampled_from(ODD))
                )
    raw = json.dumps(content).encode()
    assume(content.get("format") == "zhijie-case" and content.get("format_version") == 1)
    assume(type(content.get("format_version")) is int)
    assume(content.get("rulebook", "national-2025") == "national-2025" and not content.get("overlays"))
    problems = document.problems(raw, "case.json", library())
    assume(not any(phrase in problem.what.text("en") for problem in problems for phrase in BEYOND))
    errors = [f"{error.json_path}: {error.message[:80]}" for error in VALIDATOR.iter_errors(content)]
    assert bool(errors) == bool(problems), (errors, [(p.where, p.what.text("en")) for p in problems])


_DIGEST = "a" * 64
_SMALL: dict[str, Any] = {
    "format": "zhijie-case",
    "format_version": 1,
    "case": "T-1",
    "version": 2,
    "state": "frozen",
    "frozen_on": "2026-11-22T09:30:00+08:00",
    "rulebook": "national-2025",
    "overlays": [],
    "enterprise": {"name": "甲", "staff": 100, "revenue_wan": 5000.5, "founded": "2006-05", "honour": "none"},
    "factory": {"integrators": ["乙"], "description": "行\n行"},
    "assessment": {
        "systems": {"MES": {"in_use": "no"}},
        "requirements": {"BR1": {"answer": "yes"}, "E-GJ": {"exception": "原因"}},
        "scenarios": {"SC10": {"status": "partial", "ai": "no", "evidence": [_DIGEST], "suppliers": ["丙", "丁"]}},
        "maturity": {"P1": {"level1": "full"}, "declared": {"level": 2}},
        "indicators": {"K01": {"after": 60}},
        "recognition": {"basic": {"kind": "self_assessed", "date": "2025-11-20"}},
        "local": {"other-2025": {"points": 3}},
    },
    "evidence": {_DIGEST: {"name": "a.jpg", "media_type": "image/jpeg", "size_bytes": 3, "note": "附"}},
}

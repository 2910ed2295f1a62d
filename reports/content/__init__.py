"""What a report says, as plain data: made from the payload alone, so that page and data cannot disagree."""

from collections.abc import Sequence
from typing import Any

from models.catalogue import Catalogue
from models.evaluation import Evaluation
from models.roadmap import Roadmap
from reports.content import front, inventory, proof, standing, summary, way
from reports.content.blocks import Block, Content, ContentsList
from reports.content.words import _, joined
from reports.payload import HistoryLine, ReportOptions, payload, read_payload

__all__ = ["Content", "content_of", "data_of", "report_content"]


def report_content(
    evaluation: Evaluation,
    roadmap: Roadmap | None,
    catalogue: Catalogue | None,
    *,
    created: str,
    options: ReportOptions | None = None,
    history: Sequence[HistoryLine] = (),
) -> Content:
    """Returns what the report of one version says; arguments as of `reports.payload.payload`."""
    return content_of(payload(evaluation, roadmap, catalogue, created=created, options=options, history=history))


def content_of(attached: bytes, data: dict[str, Any] | None = None) -> Content:
    """Returns what the report says whose data attachment is `attached`.

    Args:
        attached: the data attachment.
        data: what `read_payload` made of it, where that is at hand: checking it again takes a tenth of verifying.

    Raises:
        ApplicationError: when the payload is not acceptable, see `read_payload`.
    """
    if data is None:
        data = read_payload(attached)
    return Content(
        cover=front.cover(data),
        running_title=joined(_("Intelligent factory self-assessment"), front.enterprise(data), zh=" · ", en=" · "),
        footer=_footer(data),
        draft=data["case"]["state"] != "frozen",
        blocks=tuple(_blocks(data, attached)),
        created=data["created"],
        payload=attached,
        producer=f"Zhijie {data['program']['version']}",
    )


def data_of(content: Content) -> dict[str, Any]:
    """Returns the payload's values behind a content."""
    return read_payload(content.payload)


def _blocks(data: dict[str, Any], attached: bytes) -> list[Block]:
    """Cover, summary and statement are the first four pages: printed alone, they say everything and are signed."""
    return [
        *summary.summary(data),
        *proof.statement(data, attached),
        ContentsList(),
        *standing.profile(data),
        *standing.standing(data),
        *standing.conditions(data),
        *standing.contradictions(data),
        *inventory.requirements(data),
        *inventory.scenarios(data),
        *inventory.maturity(data),
        *inventory.indicators(data),
        *way.roadmap(data),
        *proof.evidence(data),
        *proof.rules(data),
        *proof.answers_to(data),
        *proof.history(data),
        *proof.removed(data),
        *proof.verification(data, attached),
    ]


def _footer(data: dict[str, Any]) -> Any:
    case = data["case"]
    state = _("frozen") if case["state"] == "frozen" else _("draft")
    return joined(
        _("Case {number}, version {version}", number=front.case_number(data), version=case["version"]),
        state,
        _("self-assessment for reference"),
        zh=" · ",
        en=" · ",
    )

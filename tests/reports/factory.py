"""One whole report for tests: the sample factory that ships, planned, with everything that a report can show."""

from dataclasses import replace
from decimal import Decimal
from functools import cache
from types import MappingProxyType

import resources
from models import document
from models.assessment import AnswerId, Assessment, AssessmentState, Value
from models.catalogue import Catalogue
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.limits import Limits, Quarter
from models.packs.library import Library
from models.planner import plan
from models.roadmap import Roadmap
from models.rulebook import TierId
from reports.content import Content, report_content
from reports.payload import Cover, Edition, HistoryLine, ReportLanguage, ReportOptions
from reports.pdf import write_report
from tests.factories import DAY

CREATED = "2026-11-22T10:00:00+08:00"


@cache
def library() -> Library:
    """The packs that ship."""
    return Library(None)


@cache
def frozen_sample() -> Assessment:
    """The sample factory, frozen."""
    read = document.read(resources.path("samples/hongda-machining.json").read_bytes(), "sample", library())
    return replace(read, state=AssessmentState.FROZEN, frozen_on="2026-11-20T17:30:00+08:00")


def changed_sample(**changes: Value) -> Assessment:
    """The sample with other answers; `__` in a name stands for a dot of the answer's id."""
    named = {AnswerId(name.replace("__", ".")): value for name, value in changes.items()}
    sample = frozen_sample()
    return replace(sample, answers=MappingProxyType({**sample.answers, **named}))


@cache
def catalogue() -> Catalogue:
    """The measures that ship."""
    return library().catalogue()


def evaluated(assessment: Assessment) -> Evaluation:
    """What the evaluator says with the rules that the assessment names."""
    return evaluate(assessment, library().rulebook(assessment.rulebook, assessment.overlays), DAY)


@cache
def planned() -> Roadmap:
    """The way of the sample to the basic tier with 30 万元 a year."""
    limits = Limits(target=TierId("basic"), budget_wan=(Decimal(30),), start=Quarter(2027, 1))
    return plan(evaluated(frozen_sample()), catalogue(), limits)


HISTORY = (
    HistoryLine("2026-11-18T09:12:00+08:00", AnswerId("scenarios.SC10.status"), "none", "planned", "现场核对", 1),
    HistoryLine("2026-11-20T17:30:00+08:00", None, version=1),
)


def content_for(
    assessment: Assessment, language: ReportLanguage = "zh", edition: Edition = "full", cover: Cover | None = None
) -> Content:
    """What the report of an assessment says, with the sample's roadmap."""
    options = ReportOptions(language, edition, cover or Cover(prepared_by="数字化办公室", prepared_for="市工信局"))
    return report_content(
        evaluated(assessment), planned(), catalogue(), created=CREATED, options=options, history=HISTORY
    )


@cache
def sample_content(language: ReportLanguage = "zh", edition: Edition = "full") -> Content:
    """What the sample's report says."""
    return content_for(frozen_sample(), language, edition)


@cache
def sample_report(language: ReportLanguage = "zh", edition: Edition = "full") -> bytes:
    """The sample's report."""
    return write_report(sample_content(language, edition), language)

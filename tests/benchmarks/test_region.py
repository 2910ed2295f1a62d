"""A region of ten thousand reports: its page within a second, and its publication."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from models.region.suppression import publication_of
from models.region.view import region_view
from tests.benchmarks.measuring import Scale, median_s
from tests.models.region.facts import LABELS, many_facts

pytestmark = pytest.mark.benchmark


def test_a_region_of_ten_thousand_reports_is_counted_within_a_second(benchmark: BenchmarkFixture, scale: Scale) -> None:
    """Pyramid, groups, stuck conditions, progress and distances from the facts of 10,000 reports."""
    facts = many_facts(scale.of(10_000, 300))
    view = benchmark(region_view, facts, LABELS)
    assert view.reports == len(facts)
    assert not median_s(benchmark) > 1.0


def test_what_a_region_of_ten_thousand_reports_may_publish_is_found_in_seconds(
    benchmark: BenchmarkFixture, scale: Scale
) -> None:
    """Suppression, checked by solving, from the facts of 10,000 reports."""
    facts = many_facts(scale.of(10_000, 300))
    publication = benchmark.pedantic(publication_of, (facts,), rounds=scale.of(3))
    assert publication.suppressed
    assert not median_s(benchmark) > 5.0

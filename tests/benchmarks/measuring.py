"""Measuring on demand, and one small round of every benchmark among the ordinary tests, so that none breaks unseen."""

from dataclasses import dataclass

from pytest_benchmark.fixture import BenchmarkFixture


@dataclass(frozen=True)
class Scale:
    """How much a benchmark does."""

    measuring: bool

    def of(self, full: int, small: int = 1) -> int:
        """A number of rounds, files or cases: the full one where times are measured, else the small one."""
        return full if self.measuring else small


def median_s(benchmark: BenchmarkFixture) -> float:
    """The median of what pytest-benchmark has just measured, in seconds; no number where it ran the code only once."""
    return float(benchmark.stats.stats.median) if benchmark.stats else float("nan")

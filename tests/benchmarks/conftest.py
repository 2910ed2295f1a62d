"""How much the benchmarks do: all with `-m benchmark --benchmark-enable -s`, one small round otherwise."""

import pytest

from tests.benchmarks.measuring import Scale


@pytest.fixture(scope="session")
def scale(request: pytest.FixtureRequest) -> Scale:
    """Full where pytest-benchmark is asked to measure."""
    return Scale(measuring=bool(request.config.getoption("benchmark_enable")))

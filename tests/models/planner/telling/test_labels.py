"""What a near-best plan is called tells it from the others."""

import pytest

from models.planner import plan
from tests.models.planner.test_frontiers import small


@pytest.mark.parametrize("seed", [2002, 2003])
def test_two_near_best_plans_never_carry_one_label(seed: int) -> None:
    """Where two plans replace the same measures in different ways, each names its ways."""
    asking = small(seed)
    assert asking is not None
    roadmap = plan(*asking)
    for language in ("zh", "en"):
        labels = [alternative.label.text(language) for alternative in roadmap.alternatives]
        assert len(labels) >= 2
        assert len(set(labels)) == len(labels)

"""Rules, evaluation and plans as the workspace gives them."""

from decimal import Decimal
from pathlib import Path

import pytest

import resources
from models.assessment import AnswerId
from models.errors import InvalidPack, UnknownPack
from models.limits import Limits, Quarter
from models.roadmap import PlanStatus
from models.rulebook import TierId
from models.storage.errors import FrozenVersion
from models.workspace import Workspace


def _new_edition(folder: Path) -> Path:
    """A pack file with a later version of a local rule, as an office would send it."""
    text = resources.text("rulebook/jiangsu-2026.yaml").replace('version: "1.2"', 'version: "9.9"')
    path = folder / "江苏新版.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_installed_pack_is_kept_in_the_data_folder_and_travels_with_the_backup(
    workspace: Workspace, tmp_path: Path
) -> None:
    """Rules that were added are there after a restart, and on the computer where a backup is restored."""
    installed = workspace.install_pack(_new_edition(tmp_path))
    backup = workspace.back_up(tmp_path / "b.zhijie")
    workspace.close()
    with Workspace.open(workspace.folder) as again:
        assert installed in again.library.packs()
    with Workspace.open(tmp_path / "elsewhere") as other:
        assert installed not in other.library.packs()
        other.restore(backup.path)
        assert installed in other.library.packs()


def test_a_bad_pack_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    """What is refused leaves neither a file nor a forgotten result."""
    workspace.create_case()
    before = workspace.cases()
    (tmp_path / "bad.yaml").write_text("pack: {id: x")
    with pytest.raises(InvalidPack):
        workspace.install_pack(tmp_path / "bad.yaml")
    assert workspace.cases() == before


def test_the_rules_of_a_draft_can_be_chosen_and_its_tier_follows(workspace: Workspace) -> None:
    """A province's rules are put on top of a case, and a pack that is not here is refused."""
    case = workspace.create_sample().case_number
    chosen = workspace.use_rules(case, "national-2025", ["jiangsu-2026"])
    assert chosen.overlays == ("jiangsu-2026",)
    packs = [pack.id for pack in workspace.evaluate(workspace.load(case)).rulebook.packs]
    assert packs == ["national-2025", "jiangsu-2026"]
    with pytest.raises(UnknownPack):
        workspace.use_rules(case, "national-2025", ["atlantis-2025"])
    workspace.freeze(case, "report")
    with pytest.raises(FrozenVersion):
        workspace.use_rules(case, "national-2025")


def test_a_plan_is_made_for_the_saved_limits_and_nothing_is_saved_by_it(workspace: Workspace) -> None:
    """From the sample's answers to a proven plan, without touching the case."""
    sample = workspace.create_sample()
    case = sample.case_number
    workspace.save_plan_limits(case, Limits(TierId("basic"), (Decimal(60),), Quarter(2027, 1), quarters=6))
    limits = workspace.plan_limits(case)
    assert limits is not None
    roadmap = workspace.plan(workspace.evaluate(sample), limits)
    assert roadmap.status is PlanStatus.OPTIMAL
    assert roadmap.gap == 0
    assert workspace.load(case) == sample


def test_an_evaluation_of_changed_answers_leaves_the_draft_alone(workspace: Workspace) -> None:
    """What-if works on values: the database is not asked."""
    sample = workspace.create_sample()
    workspace.evaluate(sample.with_answers({AnswerId("requirements.BR1.answer"): "no"}))
    assert workspace.load(sample.case_number) == sample

"""The rules as a page: every rule with its source, local rules chosen for a case, packs added from a file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

import resources
from models.packs.file import open_file
from reports.acts.packs import sign_pack
from reports.acts.pen import Pen
from reports.signing import Options
from tests.reports import papers
from tests.reports.papers import NOW
from tests.ui.conftest import MakeWindow
from tests.ui.looking import living, there
from tests.ui.test_window import open_sample
from ui import tasks
from ui.main_window import MainWindow
from ui.rules.draft import DraftView
from ui.rules.own_measures import write_own_measures
from ui.rules.page import RulesPage

Picture = Callable[[MainWindow, str], Path]


def rules(window: MainWindow, qtbot: QtBot) -> RulesPage:
    """The page, with its packs read."""
    window.open_page("rules")
    page = window.page("rules")
    assert isinstance(page, RulesPage)
    qtbot.waitUntil(lambda: bool(page.packs))
    qtbot.waitUntil(tasks.idle)
    return page


def texts(page: RulesPage) -> str:
    """Everything that stands on the page."""
    return "\n".join(label.text() for label in living(page, QLabel))


def test_every_rule_stands_there_with_its_source(window: MainWindow, qtbot: QtBot, picture: Picture) -> None:
    """Each condition of each tier is shown in words, with pack, source and how sure it is."""
    open_sample(window, qtbot)
    page = rules(window, qtbot)
    rulebook = window.session.rulebook
    assert rulebook is not None
    for fold in page.tier_folds.values():
        assert fold.button.isEnabled()
        fold.open_it()
    shown = texts(page)
    for condition in rulebook.conditions:
        assert condition.text.en in shown
        assert condition.rule_text.en in shown
    picture(window, "rules")


def test_local_rules_are_chosen_with_a_click(window: MainWindow, qtbot: QtBot, picture: Picture) -> None:
    """Choosing a province adds its conditions to the result; ticking them off takes them away again."""
    open_sample(window, qtbot)
    page = rules(window, qtbot)
    session = window.session
    before = {condition.id for condition in session.rulebook.conditions} if session.rulebook else set()
    with qtbot.waitSignal(session.case_changed):
        page.choices["jiangsu-2026"].click()
    qtbot.waitUntil(tasks.idle)
    assert there(session.assessment).overlays == ("jiangsu-2026",)
    assert session.rulebook is not None
    assert {condition.id for condition in session.rulebook.conditions} - before
    assert page.choices["jiangsu-2026"].isChecked()
    picture(window, "rules-local")
    with qtbot.waitSignal(session.case_changed):
        page.choices["jiangsu-2026"].click()
    assert there(session.assessment).overlays == ()


def test_an_edition_that_is_not_public_yet_is_refused_with_a_sentence(window: MainWindow, qtbot: QtBot) -> None:
    """The empty edition cannot be chosen: the bar says why, and the case keeps its rules."""
    open_sample(window, qtbot)
    page = rules(window, qtbot)
    with qtbot.waitSignal(window.session.failed):
        page.choices["national-2026"].click()
    assert window.banner.isVisible()
    assert window.session.assessment is not None
    assert window.session.assessment.rulebook == "national-2025"
    assert page.choices["national-2025"].isChecked()
    assert not page.choices["national-2026"].isChecked()


def test_a_pack_is_shown_before_it_is_installed(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """What a file would change is told first; a wrong file is refused with its line, and nothing is installed."""
    page = rules(window, qtbot)
    own = tmp_path / "own.yaml"
    text = resources.text("rulebook/jiangsu-2026.yaml")
    own.write_text(text.replace("jiangsu-2026", "own-2025"), encoding="utf-8")
    page.offer(own)
    qtbot.waitUntil(lambda: any(button.text() == "Install" for button in living(page, QPushButton)))
    assert not any(pack.id == "own-2025" for pack in page.packs)
    shown = " ".join(part.text() for part in living(page, QLabel))
    assert "Advanced: new: " in shown
    next(button for button in living(page, QPushButton) if button.text() == "Install").click()
    qtbot.waitUntil(lambda: any(pack.id == "own-2025" for pack in page.packs))
    broken = tmp_path / "broken.yaml"
    broken.write_text("pack: [", encoding="utf-8")
    page.offer(broken)
    qtbot.waitUntil(lambda: "broken.yaml" in window.banner.text)


def button(part: QWidget, text: str) -> QPushButton:
    """The button with these words."""
    (wanted,) = (button for button in living(part, QPushButton) if button.text() == text)
    return wanted


def draft(window: MainWindow, qtbot: QtBot, pack: str) -> DraftView:
    """The draft of a pack, open and checked for the first time."""
    page = rules(window, qtbot)
    page.edits[pack].click()
    qtbot.waitUntil(lambda: page.view is not None)
    view = there(page.view)
    qtbot.waitUntil(view.install_button.isEnabled)
    return view


def type_into(view: DraftView, column: str, text: str) -> None:
    """Types into a field of the shown row, in place of what stands there."""
    field = view.fields[column]
    assert isinstance(field, QLineEdit | QPlainTextEdit)
    field.setFocus()
    field.selectAll()
    if isinstance(field, QLineEdit):
        field.insert(text)
    else:
        field.insertPlainText(text)


def test_a_draft_is_edited_tried_and_installed(
    window: MainWindow, qtbot: QtBot, picture: Picture, tmp_path: Path
) -> None:
    """A threshold is changed, the cases here are tried, a mistake is shown beside its field, and the pack is installed."""
    open_sample(window, qtbot)
    view = draft(window, qtbot, "jiangsu-2026")
    view.open_sheet("conditions")
    rule = view.fields["rule"]
    assert isinstance(rule, QPlainTextEdit)
    old = rule.toPlainText()
    type_into(view, "rule", "bilt_count ≥ 9")
    qtbot.waitUntil(lambda: view.fault is not None)
    assert there(view.fault).facts["sheet"] in {"Conditions", "要求"}
    view.open_sheet("pack")
    view.go_to_fault()
    assert (view.sheet, view.row) == ("conditions", 0)
    assert any("built_count" in part.text() for part in living(view, QLabel) if part.isVisible())
    picture(window, "rules-draft-fault")
    type_into(view, "rule", old.replace("15", "18"))
    qtbot.waitUntil(view.install_button.isEnabled)
    assert any("→" in part.text() for part in living(view, QLabel) if part.isVisible())
    picture(window, "rules-draft")
    view.export(tmp_path / "draft.xlsx")
    view.export(tmp_path / "draft.yaml")
    qtbot.waitUntil(tasks.idle)
    page = there(window.page("rules"))
    assert isinstance(page, RulesPage)
    versions = {str(pack.id): pack.version for pack in page.packs}
    view.install_button.click()
    qtbot.waitUntil(lambda: page.view is None)
    qtbot.waitUntil(tasks.idle)
    now = {str(pack.id): pack.version for pack in page.packs}
    assert now["jiangsu-2026"] != versions["jiangsu-2026"]
    digests = {open_file(tmp_path / name).header.info.digest for name in ("draft.xlsx", "draft.yaml")}
    assert {pack.digest for pack in page.packs if pack.id == "jiangsu-2026"} == digests


def test_a_draft_is_kept_until_it_is_taken_up_again(make_window: MakeWindow, qtbot: QtBot, picture: Picture) -> None:
    """Going back to the packs loses nothing, and what is still wrong is kept, too."""
    window = make_window(spoken="zh")
    open_sample(window, qtbot)
    view = draft(window, qtbot, "hainan-2025")
    view.open_sheet("conditions")
    view.add_row()
    type_into(view, "id", "hainan-2025.new")
    page = there(window.page("rules"))
    assert isinstance(page, RulesPage)
    qtbot.waitUntil(lambda: view.fault is not None)
    picture(window, "rules-draft-zh")
    view.closed.emit()
    qtbot.waitUntil(lambda: page.edits["hainan-2025"].text() == "继续编辑草稿")
    page.edits["hainan-2025"].click()
    qtbot.waitUntil(lambda: page.view is not None)
    kept = there(page.view)
    assert kept.draft.rows["conditions"][-1]["id"] == "hainan-2025.new"
    qtbot.waitUntil(tasks.idle)


def test_a_discarded_draft_is_gone_and_can_be_brought_back(make_window: MakeWindow, qtbot: QtBot) -> None:
    """Discarding leaves the installed pack alone; the bar brings the draft back as it was."""
    window = make_window()
    open_sample(window, qtbot)
    view = draft(window, qtbot, "hainan-2025")
    view.open_sheet("conditions")
    view.add_row()
    type_into(view, "id", "hainan-2025.new")
    page = there(window.page("rules"))
    assert isinstance(page, RulesPage)
    button(view, "Discard the draft").click()
    qtbot.waitUntil(lambda: page.edits["hainan-2025"].text() == "Edit as a draft")
    qtbot.waitUntil(tasks.idle)
    button(page, "Bring it back").click()
    qtbot.waitUntil(lambda: page.view is not None)
    assert there(page.view).draft.rows["conditions"][-1]["id"] == "hainan-2025.new"
    qtbot.waitUntil(tasks.idle)


def test_a_publisher_is_confirmed_where_the_pack_stands(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """Beside a signed pack stands its publisher; after the code was compared, they are confirmed for good."""
    window = make_window()
    source = tmp_path / "own.yaml"
    source.write_text(resources.text("rulebook/hainan-2025.yaml"), encoding="utf-8")
    workspace = there(window.session.workspace)
    sign_pack(workspace.library, source, tmp_path / "signed.yaml", Pen(papers.assessor(), Options(), NOW))
    page = rules(window, qtbot)
    page.install(tmp_path / "signed.yaml")
    qtbot.waitUntil(lambda: "hainan-2025" in page.confirms)
    page.confirms["hainan-2025"].click()
    button(page, "The code matches: confirm this publisher").click()
    qtbot.waitUntil(lambda: not page.confirms and tasks.idle())
    assert "confirmed here" in texts(page)


def test_own_measures_are_written_filled_in_and_added(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """The file that the page writes is a pack that it adds again, and its measure is in the catalogue then."""
    page = rules(window, qtbot)
    path = tmp_path / "own-measures.yaml"
    with qtbot.waitSignal(page.told):
        write_own_measures(page, path)
    with qtbot.waitSignal(window.session.catalogue_changed):
        page.install(path)
    assert "X01" in there(window.session.catalogue).measures

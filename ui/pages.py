"""The pages of the window, from top to bottom of the rail. A page's module is imported when it is first opened."""

from models.language import N_
from ui.page import Page, PageEntry
from ui.session import Session


def _cases(session: Session) -> Page:
    from ui.start.page import StartPage

    return StartPage(session)


def _fill(session: Session) -> Page:
    from ui.wizard.page import WizardPage

    return WizardPage(session)


def _interview(session: Session) -> Page:
    from ui.interview.page import InterviewPage

    return InterviewPage(session)


def _results(session: Session) -> Page:
    from ui.results.page import ResultsPage

    return ResultsPage(session)


def _roadmap(session: Session) -> Page:
    from ui.roadmap.page import RoadmapPage

    return RoadmapPage(session)


def _report(session: Session) -> Page:
    from ui.report.page import ReportPage

    return ReportPage(session)


def _digital(session: Session) -> Page:
    from ui.digital_level.page import DigitalLevelPage

    return DigitalLevelPage(session)


def _sharing(session: Session) -> Page:
    from ui.sharing.page import SharingPage

    return SharingPage(session)


def _over_time(session: Session) -> Page:
    from ui.over_time.page import OverTimePage

    return OverTimePage(session)


def _inbox(session: Session) -> Page:
    from ui.review.page import InboxPage

    return InboxPage(session)


def _region(session: Session) -> Page:
    from ui.region.page import RegionPage

    return RegionPage(session)


def _help(session: Session) -> Page:
    from ui.help.page import HelpPage

    return HelpPage(session)


def _rules(session: Session) -> Page:
    from ui.rules.page import RulesPage

    return RulesPage(session)


def _settings(session: Session) -> Page:
    from ui.settings.page import SettingsPage

    return SettingsPage(session)


ENTRIES: tuple[PageEntry, ...] = (
    PageEntry("cases", N_("Cases"), "folder-open", _cases, needs_case=False, for_part=True, help="start"),
    PageEntry(
        "fill",
        N_("Fill in"),
        "clipboard-pen",
        _fill,
        for_part=True,
        explains=N_("Answer the questions about your factory here, one after another."),
        help="fill",
    ),
    PageEntry(
        "results",
        N_("Result"),
        "chart-column",
        _results,
        explains=N_("This page shows which tier your factory has reached, why, and what is missing for the next."),
        help="results",
    ),
    PageEntry(
        "roadmap",
        N_("Roadmap"),
        "route",
        _roadmap,
        explains=N_("This page shows the cheapest way to the next tier, quarter by quarter."),
        help="roadmap",
    ),
    PageEntry(
        "report",
        N_("Report"),
        "file-text",
        _report,
        explains=N_("Review the report here, freeze the version, sign it and e-mail it."),
        help="report",
    ),
    PageEntry(
        "digital",
        N_("Digital level"),
        "table-2",
        _digital,
        explains=N_(
            "This page holds the SME digital level of 2024, a voluntary test of its own, and what it fills in here."
        ),
        help="tiers",
    ),
    PageEntry(
        "sharing",
        N_("Share"),
        "upload",
        _sharing,
        for_part=True,
        explains=N_("Hand out parts of the case to colleagues here, and take in what comes back."),
        help="fill",
    ),
    PageEntry("inbox", N_("Inbox"), "inbox", _inbox, needs_case=False, assessor_only=True, help="assessor"),
    PageEntry("region", N_("Region"), "chart-column", _region, needs_case=False, assessor_only=True, help="assessor"),
    PageEntry("rules", N_("Rules and sources"), "book-open", _rules, needs_case=False, for_part=True, help="packs"),
    PageEntry("help", N_("Help"), "circle-question-mark", _help, needs_case=False, for_part=True),
    PageEntry("settings", N_("Settings"), "settings", _settings, needs_case=False, for_part=True, help="data"),
    PageEntry(
        "interview",
        N_("One-hour path"),
        "timer",
        _interview,
        within="fill",
        explains=N_("Answer only what decides your tier here, one question after another."),
        help="fill",
    ),
    PageEntry(
        "over_time",
        N_("Over time"),
        "history",
        _over_time,
        within="cases",
        explains=N_("This page lists the versions of the case with what was signed of them, and compares them."),
        help="report",
    ),
)


def read_ahead() -> None:
    """Loads what the pages of a case need, so that none holds the window when it is first opened; called in a thread."""
    from models.packs.crosswalk import shipped_crosswalk
    from models.packs.digital_level import shipped_scheme
    from models.packs.guidance import read_guidance
    from reports.acts.report import ReportSource
    from reports.typeface import not_drawn
    from ui.digital_level.page import DigitalLevelPage
    from ui.report.page import ReportPage
    from ui.results.page import ResultsPage
    from ui.roadmap.page import RoadmapPage
    from ui.wizard.page import WizardPage

    assert all((DigitalLevelPage, ReportPage, ReportSource, ResultsPage, RoadmapPage, WizardPage))
    read_guidance()
    shipped_scheme()
    shipped_crosswalk()
    not_drawn("智")


FOOT = ("rules", "help", "settings")
"""Pages at the lower end of the rail."""

"""The command about what lies ready before one answers: `papers`."""

from argparse import Namespace
from datetime import datetime

from models.language import N_, counted
from ui.command_line.cases.assessing import add_overlay, chosen_overlays
from ui.command_line.command import Commands, Context
from ui.command_line.places import check_ending, check_places


def add(commands: Commands) -> None:
    """Adds this group's command."""
    command = commands.add(
        "papers",
        N_("write the list of papers and figures that the open questions ask for, as PDF to print"),
        _papers,
        True,
    )
    command.add_argument("case", type=commands.kinds.path, metavar="CASE.json")
    add_overlay(command, commands)
    commands.out(command, "OUT.pdf")


def _papers(options: Namespace, context: Context) -> int:
    from reports.acts.papers import write_needed

    terminal, library = context.terminal, context.library()
    check_ending(options.out, ".pdf")
    check_places([options.out], [options.case])
    assessment = context.assessment(options.case, library)
    rulebook = library.rulebook(assessment.rulebook, chosen_overlays(options, library) or assessment.overlays)
    groups = write_needed(options.out, assessment, rulebook, datetime.now().astimezone(), context.report_language)
    papers = [paper for group in groups for paper in group.papers]
    terminal.answer(
        {
            "out": str(options.out),
            "papers": [
                {"section": group.section, "id": paper.id, "name": terminal.words(paper.name)}
                for group in groups
                for paper in group.papers
            ],
        }
    )
    terminal.tell(
        N_("{path}: {papers}."),
        path=str(options.out),
        papers=counted("{count} paper or figure", "{count} papers and figures", count=len(papers)),
    )
    return 0

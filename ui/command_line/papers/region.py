"""The command `region`: the pyramid of verified reports, and which shared services would lift most factories."""

import contextlib
import os
from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from models import counts
from models.errors import WrongUsage
from models.language import N_, Text, sentence
from models.limits import Limits, Quarter
from models.region.facts import GroupField
from models.rulebook import TIER_IDS
from models.typed import NumberForm, read_number
from ui.command_line.command import Commands, Context
from ui.command_line.papers.exchanging import add_store, open_office
from ui.command_line.places import check_ending, check_places
from ui.command_line.terminal import Terminal

if TYPE_CHECKING:
    from models.packs.library import Library
    from models.region.demand import Demand
    from reports.region.gathering import RegionReports
    from reports.region.tables import RegionTable
    from reports.region.tree import RegionPaper

_COMMON_BUDGET = Decimal(30)
_SOLVE_S = 20


def add(commands: Commands) -> None:
    """Adds this group's command."""
    say, kinds = commands.say, commands.kinds
    region = commands.add(
        "region",
        N_("the pyramid of a region from verified reports, and which shared services would lift most factories"),
        _region,
        json=True,
    )
    region.add_argument(
        "--from",
        dest="paths",
        nargs="+",
        type=kinds.path,
        default=[],
        metavar="FILE.pdf",
        help=say(N_("reports, or folders, letters and archives with reports in them, instead of the inbox")),
    )
    region.add_argument(
        "-o",
        "--output",
        type=kinds.path,
        metavar="OUT.xlsx|OUT.pdf",
        help=say(N_("write the region as a workbook or as a paper")),
    )
    region.several(
        "--where",
        type=_where(commands),
        metavar="FIELD=GROUP",
        help=say(
            N_("only a part of the region: industry=C34, size=small, city=苏州 or province=江苏; may be repeated")
        ),
    )
    region.add_argument(
        "--no-services",
        action="store_true",
        help=say(N_("do not work out the demand for shared services, which plans every factory several times")),
    )
    region.add_argument(
        "--budget",
        type=kinds.budget,
        default=(_COMMON_BUDGET,),
        metavar="AMOUNT",
        help=say(
            N_("budget a year of factories whose report holds no plan, in 10,000 yuan (30 unless given)"),
        ),
    )
    region.add_argument(
        "--start",
        type=kinds.quarter,
        metavar="2027Q1",
        help=say(N_("first quarter of their plans (the next one unless given)")),
    )
    region.several(
        "--capacity",
        type=_capacity(commands),
        metavar="SERVICE=N",
        help=say(N_("how many factories a service can take, such as expert=40; unknown unless given")),
    )
    region.add_argument(
        "--publish",
        type=kinds.path,
        metavar="OUT.xlsx|OUT.pdf|OUT.json",
        help=say(
            N_(
                "publish fixed tables without groups under five; kept in the data folder, and compared with the next ones"
            )
        ),
    )
    region.several(
        "--earlier",
        type=kinds.path,
        metavar="PUBLISHED.json",
        help=say(N_("what was published elsewhere before; may be repeated")),
    )
    commands.trust(region)
    region.add_argument(
        "--solve-limit",
        type=kinds.whole(1, 3600),
        default=_SOLVE_S,
        metavar="S",
        help=say(N_("seconds for each plan (20 unless given); what is not proven by then is counted apart")),
    )
    region.add_argument(
        "--jobs",
        type=kinds.whole(1, 256),
        default=os.cpu_count() or 1,
        metavar="N",
        help=say(N_("most processes at work (as many as there are cores unless given)")),
    )
    add_store(region, commands)


def _where(commands: Commands) -> Callable[[str], tuple[str, str]]:
    def check(text: str) -> tuple[str, str]:
        field, equals, group = text.partition("=")
        if not equals or field.strip() not in list(GroupField):
            raise ArgumentTypeError(
                commands.kinds.say(
                    N_("“{text}” is no part of a region; write industry=C34, size=small, city=苏州 or province=江苏"),
                    text=text,
                )
            )
        return field.strip(), group.strip()

    return check


def _capacity(commands: Commands) -> Callable[[str], tuple[str, int]]:
    def check(text: str) -> tuple[str, int]:
        service, _, number = text.partition("=")
        read = read_number(number, NumberForm(low=0, high=10_000_000, whole=True)).value
        if read is None or not service.strip():
            raise ArgumentTypeError(
                commands.kinds.say(
                    N_("“{text}” is no capacity; write a service and a number, such as expert=40"), text=text
                )
            )
        return service.strip(), int(read)

    return check


def _region(options: Namespace, context: Context) -> int:
    from reports.region.published import read_publication
    from reports.region.tree import region_json
    from reports.region.writing import ENDINGS, PUBLISHED_ENDINGS, publish, write_region

    if options.output is not None:
        check_ending(options.output, *ENDINGS)
    if options.publish is not None:
        check_ending(options.publish, *PUBLISHED_ENDINGS)
    check_places([options.output, options.publish], [*options.paths, *options.trust, *options.earlier])
    earlier = [read_publication(path) for path in options.earlier]
    now = datetime.now().astimezone()
    library = context.library()
    with contextlib.ExitStack() as stack:
        # The data folder stays open while plans are made: the data of the reports are read from it one by one.
        reports = _reports(options, context, library, now, stack)
        paper = _paper(options, context, library, reports, now)
    if options.output is not None:
        write_region(options.output, paper, now, context.report_language)
    if options.publish is not None:
        publish(options.publish, paper.view.factories, context.data_folder, now, context.report_language, earlier)
    context.terminal.answer(region_json(paper, context.terminal.language))
    _tell(paper, context.terminal)
    for path in (options.output, options.publish):
        if path is not None:
            context.terminal.say(str(path))
    return 0


def _reports(
    options: Namespace, context: Context, library: "Library", now: datetime, stack: contextlib.ExitStack
) -> "RegionReports":
    from reports.region.gathering import gathered, kept
    from reports.verification import Setting, Trust, TrustStore

    if not options.paths:
        return kept(stack.enter_context(open_office(options, context)), now)
    trust = Trust.of_files(options.trust) + TrustStore(context.data_folder).trust()

    def on_progress(done: int, all_files: int) -> None:
        context.terminal.progress(sentence("Files checked: {done} of {all}", done=done, all=all_files))

    return gathered(
        options.paths,
        Setting(trust, now, context.data_folder),
        library,
        processes=options.jobs,
        on_progress=on_progress,
    )


def _paper(
    options: Namespace, context: Context, library: "Library", reports: "RegionReports", now: datetime
) -> "RegionPaper":
    from models.region.view import region_view
    from reports.region.gathering import within
    from reports.region.tree import RegionPaper

    where = dict(options.where)
    view = region_view(within(reports.facts, where), reports.labels)
    catalogue = library.catalogue()
    capacities = _capacities(options, catalogue.ways_of)
    start = options.start or Quarter(now.year, (now.month + 2) // 3).later(1)
    common = Limits(target=TIER_IDS[0], budget_wan=options.budget, start=start)
    demand: Demand | None = None
    if not options.no_services and view.factories:
        from reports.region.demand import DemandSetting, region_demand
        from reports.region.trials import FILE, KeptTrials

        def on_progress(done: int, all_plans: int) -> None:
            context.terminal.progress(sentence("Factories planned: {done} of {all}", done=done, all=all_plans))

        demand = region_demand(
            view.factories,
            reports.payload,
            library,
            DemandSetting(common, context.data_folder, float(options.solve_limit), options.jobs),
            KeptTrials(context.data_folder / FILE),
            on_progress=on_progress,
        )
    return RegionPaper(view, demand, catalogue, common, now.date(), reports.left_out, where, capacities)


def _capacities(options: Namespace, ways_of: Callable[[list[str]], object]) -> dict[str, int]:
    """Returns how many factories each service can take.

    Raises:
        WrongUsage: when there is no such service.
    """
    for service, _ in options.capacity:
        if not ways_of([service]):
            raise WrongUsage(problem=sentence("There is no shared service “{id}”.", id=service))
    return dict(options.capacity)


def _tell(paper: "RegionPaper", terminal: Terminal) -> None:
    from reports.region import tables

    terminal.say(tables.summary(paper))
    left_out = tables.left_out_words(paper)
    if left_out is not None:
        terminal.say(left_out)
    if paper.demand is not None:
        for line in (*tables.answer(paper, paper.demand), *tables.method(paper, paper.demand)):
            terminal.say(line)
        _table(tables.service_table(paper, paper.demand), terminal)
    for table in tables.stuck_tables(paper, 5):
        _table(table, terminal)
    terminal.tell(N_("From {reports}."), reports=counts.files(paper.view.reports))


def _table(table: "RegionTable", terminal: Terminal) -> None:
    if not table.rows:
        return
    terminal.say()
    terminal.say(table.title)
    heads: list[Text] = [column.title for column in table.columns]
    terminal.table([heads, *table.rows])

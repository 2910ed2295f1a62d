"""Options about public money, and what a plan counts of public money, what may apply and why it is not counted, and tax lines apart."""

from models import counts
from models.catalogue import Catalogue
from models.figures import yuan
from models.language import N_
from models.roadmap import Roadmap
from ui.command_line.arguments import Parser
from ui.command_line.command import Commands
from ui.command_line.terminal import Terminal


def add_public_money(parser: Parser, commands: Commands) -> None:
    """Adds the options that say what can be counted on."""
    say, kinds = commands.say, commands.kinds
    parser.several(
        "--not-counted",
        metavar="ID",
        help=say(N_("do not count on this subsidy; may be repeated")),
    )
    parser.several(
        "--eligible",
        metavar="ID",
        help=say(
            N_("the factory meets what this subsidy asks, such as being on the list of pilot firms; may be repeated")
        ),
    )
    parser.several(
        "--fact",
        type=kinds.fact,
        metavar=say(N_("NAME=NUMBER")),
        help=say(
            N_(
                "what subsidies and tax lines need to know of the firm: level, loan, loan-rate, loan-years, tax-rate, profit, tax-due, input-vat, research, listed-equipment, listed-upgrade; amounts in 10,000 yuan, rates in per cent; may be repeated"
            )
        ),
    )


def tell_public_money(roadmap: Roadmap, catalogue: Catalogue, terminal: Terminal) -> None:
    """Prints the rules for this place that touch the plan; all others are in the JSON."""
    rules = {rule.id: rule for rule in catalogue.subsidies}
    applied = {application.rule: application for application in roadmap.applications}
    tax = {line.rule for line in roadmap.tax_lines}
    standings = [
        standing
        for standing in roadmap.standings
        if standing.near and standing.touches and standing.is_open and standing.rule not in tax
    ]
    if standings:
        terminal.say()
        terminal.tell(N_("Public money; whether it is granted is decided by those who grant it:"))
    for standing in standings:
        name = rules[standing.rule].name
        if (application := applied.get(standing.rule)) is not None:
            terminal.tell(
                N_(
                    "  · {id} {name}: at most {most}, not before {quarter}; applying takes {weeks} and costs {cost} with that work. Counted: {net}"
                ),
                id=standing.rule,
                name=name,
                most=yuan(application.brings_wan),
                quarter=application.paid,
                weeks=counts.person_weeks(application.staff_weeks),
                cost=yuan(application.costs_wan),
                net=yuan(application.net_wan),
            )
        elif standing.why is not None:
            terminal.tell(N_("  · {id} {name}: not counted. {why}"), id=standing.rule, name=name, why=standing.why)
    if roadmap.tax_lines:
        terminal.say()
        terminal.tell(N_("Tax, apart from the cost:"))
        for line in roadmap.tax_lines:
            terminal.tell(N_("  · {id} {name}: {what}"), id=line.rule, name=rules[line.rule].name, what=line.words)

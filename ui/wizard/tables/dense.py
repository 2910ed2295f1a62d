"""Which cards are answered together in one view, and that view: scenarios, the maturity matrix, the indicators."""

from dataclasses import replace

from models.rulebook import Rulebook
from ui.session import Session
from ui.wizard.outline import CardPlan, SectionPlan
from ui.wizard.tables.indicators import IndicatorTable, figures_of, kpi_of
from ui.wizard.tables.matrix import MaturityMatrix, levels_of, subdomain_of
from ui.wizard.tables.scenarios import ScenarioTable, columns_of, fits_table, is_check_list

Dense = ScenarioTable | MaturityMatrix | IndicatorTable


def together(section: SectionPlan, card: CardPlan, rulebook: Rulebook) -> SectionPlan | None:
    """Returns the part of a section that one view asks together with a card; None where the card is asked alone."""
    if fits_table(section):
        return section
    if kpi_of(card, rulebook) is not None:
        return replace(section, cards=tuple(other for other in section.cards if kpi_of(other, rulebook) is not None))
    here = subdomain_of(card, rulebook)
    if here is None:
        return None
    subdomains = {other.group: subdomain_of(other, rulebook) for other in section.cards}
    same = {group for group, other in subdomains.items() if other is not None and other.element == here.element}
    return replace(section, cards=tuple(other for other in section.cards if other.group in same))


def only_on_card(card: CardPlan, answer: str, rulebook: Rulebook) -> bool:
    """Returns whether an answer of a card is given on the card alone and not where several cards are asked together."""
    if subdomain_of(card, rulebook) is not None:
        asked = levels_of(card)
    elif kpi_of(card, rulebook) is not None:
        asked = figures_of(card)
    else:
        asked = columns_of(card)
    ids = {question.id for question in card.questions}
    return answer in ids - {question.id for question in asked}


def is_usual(part: SectionPlan, rulebook: Rulebook) -> bool:
    """Returns whether the cards of a part are asked together until the person wants them one by one."""
    if fits_table(part):
        return is_check_list(part)
    return subdomain_of(part.cards[0], rulebook) is not None or kpi_of(part.cards[0], rulebook) is not None


def view_of(part: SectionPlan, rulebook: Rulebook, session: Session) -> Dense:
    """Makes the view of a part, whose answers go to the session."""
    view: Dense
    if subdomain_of(part.cards[0], rulebook) is not None:
        view = MaturityMatrix(part, rulebook)
    elif kpi_of(part.cards[0], rulebook) is not None:
        view = IndicatorTable(part, rulebook)
        view.written.connect(lambda answer, value: session.answer({answer: value}, typing=True))
    else:
        view = ScenarioTable(part, rulebook)
    view.answered.connect(session.answer)
    return view

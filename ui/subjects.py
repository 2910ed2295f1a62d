"""What an answer is about, in words: the name of its card, the way to it, the question itself."""

from models.assessment import AnswerId
from models.language import Text
from models.rulebook import Question, Rulebook
from ui.language import words


def group_name(rulebook: Rulebook, section: str, group: str) -> Text:
    """Returns the name of one card of the wizard: a scenario, a subdomain, a requirement, an indicator or a section."""
    for scenario in rulebook.scenarios:
        if scenario.id == group:
            return scenario.name
    for subdomain in rulebook.subdomains:
        if subdomain.id == group:
            return subdomain.name
    for kpi in rulebook.kpis:
        if kpi.id == group:
            return kpi.name
    for tier in rulebook.tiers:
        if tier.id == group:
            return tier.name
    for condition in rulebook.conditions:
        if condition.id.split(".", 1)[-1] == group:
            return condition.text
    for known in rulebook.sections:
        if known.id == section:
            return known.title
    return Text(group, group)


def answer_name(rulebook: Rulebook, answer: AnswerId | str) -> str:
    """Returns how a person would name an answer: the scenario or requirement that it belongs to, else the question."""
    question = rulebook.questions.get(AnswerId(str(answer)))
    if question is None:
        return str(answer)
    if has_own_name(rulebook, question):
        return words(group_name(rulebook, question.section, question.group))
    return words(question.label)


def has_own_name(rulebook: Rulebook, question: Question) -> bool:
    """Returns whether the question's card is named for a thing of the rules and not just for its section."""
    name = group_name(rulebook, question.section, question.group)
    return all(section.title != name for section in rulebook.sections) and name.zh != question.group

"""What the parts of the questionnaire are called: the card of a scenario, subdomain, indicator or requirement."""

from collections.abc import Mapping

from models.assessment import AnswerId
from models.language import N_, Sentence, Text, sentence
from models.rulebook import TIER_IDS, Kpi, Rulebook, Scenario, Subdomain, Tier, TierId

_PROFILE: Mapping[str, str] = {
    "enterprise.identity": N_("Name and place"),
    "enterprise.business": N_("Business"),
    "enterprise.contact": N_("Contact"),
    "factory.identity": N_("The factory"),
    "factory.scale": N_("Staff and shifts"),
    "factory.machines": N_("Machines and processes"),
    "factory.figures": N_("Efficiency"),
    "factory.money": N_("Running costs today"),
    "factory.project": N_("Investment so far"),
    "maturity.declared": N_("Result of an assessment platform"),
}
_TIER_LETTERS: Mapping[str, TierId] = dict(zip("BAEL", TIER_IDS, strict=True))

Name = Text | Sentence


def group_name(rulebook: Rulebook, section: str, group: str) -> Name:
    """Returns the name of one card of questions: of a scenario, subdomain, indicator or requirement, else its question."""
    named: tuple[Scenario | Subdomain | Kpi | Tier, ...] = (
        *rulebook.scenarios,
        *rulebook.subdomains,
        *rulebook.kpis,
        *rulebook.tiers,
    )
    for entry in named:
        if entry.id == group:
            return entry.name
    if f"{section}.{group}" in _PROFILE:
        return sentence(_PROFILE[f"{section}.{group}"])
    content = _content_name(rulebook, group)
    if content is not None:
        return content
    digital = _digital_name(section, group)
    if digital is not None:
        return digital
    for condition in rulebook.conditions:
        if condition.id.split(".", 1)[-1] == group:
            return condition.text
    for question in rulebook.questions.values():
        if (question.section, question.group) == (section, group):
            return question.label
    return Text(group, group)


def asked_name(rulebook: Rulebook, answer: str) -> Name:
    """Returns a question with the card on which it is asked; the id where nothing is known."""
    question = rulebook.questions.get(AnswerId(answer))
    if question is None:
        return Text(answer, answer)
    card = group_name(rulebook, question.section, question.group)
    if card.text("en") == question.label.en:
        return question.label
    return sentence("{part} · {question}", part=card, question=question.label)


def _digital_name(section: str, group: str) -> Name | None:
    """The name of a question or scene of the SME digital level."""
    # Only here: neither the scheme nor its reader is loaded before the first paint.
    from models.digital_level.scheme import SECTION
    from models.packs.digital_level import shipped_scheme

    if section != SECTION:
        return None
    part = shipped_scheme().by_id.get(group)
    return part.name if part is not None else sentence(N_("The official result of the digital level"))


def _content_name(rulebook: Rulebook, group: str) -> Name | None:
    """The name of what a tier asks in one dimension (`B-ZY`), or of one of its outcomes (`B-O1`)."""
    letter, _, rest = group.partition("-")
    tier = next((tier for tier in rulebook.tiers if tier.id == _TIER_LETTERS.get(letter)), None)
    if tier is None or not rest:
        return None
    for dimension in rulebook.dimensions:
        if dimension.id == rest:
            return sentence("{tier}: {what}", tier=tier.name, what=dimension.name)
    if rest.startswith("O") and rest[1:].isdigit():
        return sentence("{tier}: outcome {number}", tier=tier.name, number=rest[1:])
    # What else a tier asks is called as the rules call it, never by its code.
    title = next((question.title for question in rulebook.questions.values() if question.group == group), None)
    return sentence("{tier}: {what}", tier=tier.name, what=title) if title is not None else None

"""What an answer is about, in words: the name of its card, the path to it, the question itself."""

from collections.abc import Iterable, Mapping, Sequence

from models.assessment import AnswerId
from models.evaluation import Item
from models.language import N_, Sentence, Text, sentence
from models.rulebook import TIER_IDS, Kpi, Rulebook, Scenario, Subdomain, Tier, TierId
from ui.language import tr, words

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
    """Returns the name of one card of the wizard: of a scenario, subdomain, indicator or requirement, else its question."""
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


def answer_name(rulebook: Rulebook, answer: AnswerId | str) -> str:
    """Returns how a person would name an answer: the thing of the rules that it belongs to, else the question itself."""
    question = rulebook.questions.get(AnswerId(str(answer)))
    if question is None:
        return str(answer)
    if question.section in ("enterprise", "factory"):
        return words(question.label)
    return words(group_name(rulebook, question.section, question.group))


def grouped(items: Iterable[Item], rulebook: Rulebook) -> tuple[tuple[Item, ...], ...]:
    """Returns the items with those together that are asked on one card, such as an assessment's level, date and proof."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        question = rulebook.questions.get(item.answer)
        groups.setdefault(f"{question.section}.{question.group}" if question else item.answer, []).append(item)
    return tuple(tuple(together) for together in groups.values())


def _level(answer: AnswerId) -> str:
    """The level that an answer of the maturity model is about; empty for any other answer."""
    section, _, rest = answer.partition(".")
    return rest.rpartition(".level")[2] if section == "maturity" and ".level" in rest else ""


def leading(together: Sequence[Item]) -> Item:
    """Returns the item that stands for all of one card: the highest level, which holds those below it, else the first."""
    return max(together, key=lambda item: _level(item.answer)) if _level(together[0].answer) else together[0]


def short_name(together: Sequence[Item], rulebook: Rulebook) -> str:
    """Returns in a few words what the items of one card are about: a subdomain with the level that is asked."""
    answer = leading(together).answer
    name, level = answer_name(rulebook, answer), _level(answer)
    return tr("{name}, level {level}", name=name, level=level) if level else name


def subject_name(rulebook: Rulebook, answer: AnswerId) -> str:
    """Returns the name of an answer, with its question where the name does not say which answer of a card it is."""
    question, named = rulebook.questions.get(answer), answer_name(rulebook, answer)
    if question is None or answer.endswith((".status", ".answer")):
        return named
    asked = words(question.label)
    return asked if asked.startswith(named) else tr("{part} · {question}", part=named, question=asked)


def wanted(together: Sequence[Item], rulebook: Rulebook) -> str:
    """Returns what would have to be true for the items of one card, in the words of the question."""
    item = leading(together)
    question = rulebook.questions.get(item.answer)
    if question is None:
        return f"{item.answer}: {item.value}"
    named = subject_name(rulebook, item.answer)
    value = next((words(text) for choice, text in question.choices if choice == item.value), "")
    if not value:
        value = {"yes": tr("yes"), "no": tr("no")}.get(str(item.value), str(item.value))
    return tr("{subject}: {value}", subject=named, value=value)

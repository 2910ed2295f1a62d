"""What an answer is about, in words: the name of its card, the path to it, the question itself."""

from collections.abc import Iterable, Sequence

from models.assessment import AnswerId
from models.evaluation import Item
from models.rulebook import Rulebook
from models.subjects import group_name
from ui.language import tr, words


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

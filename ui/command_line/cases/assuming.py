"""What-if on the command line: assumed answers and what they change; nothing is saved."""

from collections.abc import Sequence
from typing import Any

from models.assessment import AnswerId, Value
from models.errors import WrongUsage
from models.evaluation import Evaluation
from models.evaluator import compare, evaluate
from models.language import N_, Sentence, Text, sentence
from models.rulebook import Rulebook
from models.subjects import asked_name
from models.typed import either
from models.typed.assumption import read_assumption
from reports.brief import tier_text
from reports.payload import change_json
from reports.payload.wording import value_text
from ui.command_line.cases.result import tell_conditions
from ui.command_line.terminal import Terminal


def assumptions(written: Sequence[str], rulebook: Rulebook) -> dict[AnswerId, Value | None]:
    """Returns the answers that are assumed, None for one that is taken away.

    Raises:
        WrongUsage: an answer that the rules do not ask for, a value that it cannot have or that has two meanings, or
            one answer twice.
    """
    assumed: dict[AnswerId, Value | None] = {}
    for text in written:
        reading = read_assumption(text, rulebook)
        if reading.value is None:
            why = reading.problem
            if len(reading.meanings) > 1:
                why = sentence(
                    "“{text}” can mean {meanings}; write the one that is meant",
                    text=text,
                    meanings=either(value for _answer, value in reading.meanings),
                )
            raise WrongUsage(problem=sentence("“--assume {text}” was not understood: {why}.", text=text, why=why))
        answer, value = reading.value
        if answer in assumed:
            raise WrongUsage(problem=sentence("“--assume” names {id} twice: keep one of the two.", id=answer))
        assumed[answer] = value
    return assumed


class WhatIf:
    """A case as answered, and as it would be under the assumptions."""

    def __init__(self, facts: Evaluation, written: Sequence[str]) -> None:
        self._facts = facts
        self._assumed = assumptions(written, facts.rulebook)
        self.evaluation = evaluate(facts.assessment.with_answers(self._assumed), facts.rulebook, facts.day)
        self._change = compare(facts, self.evaluation)

    def json(self, terminal: Terminal) -> dict[str, Any]:
        """Returns what is assumed and what it changes."""
        return {
            "assumed": [
                {
                    "answer": answer,
                    "question": terminal.words(asked_name(self._facts.rulebook, answer)),
                    "before": _plain(before),
                    "value": _plain(value),
                    "before_text": terminal.words(self._words(answer, before)),
                    "value_text": terminal.words(self._words(answer, value)),
                }
                for answer, value in self._assumed.items()
                for before in (self._facts.assessment.get(answer),)
            ],
            "by_assumption": change_json(self._change, terminal.language),
        }

    def tell(self, terminal: Terminal) -> None:
        """Prints what is assumed and what it changes; nothing of it is saved."""
        rulebook = self._facts.rulebook
        terminal.say()
        terminal.tell(N_("What if; the case file stays as it is:"))
        for answer, value in self._assumed.items():
            terminal.tell(
                N_("  {question} ({answer}): {value} instead of {before}"),
                question=asked_name(rulebook, answer),
                answer=answer,
                value=self._words(answer, value),
                before=self._words(answer, self._facts.assessment.get(answer)),
            )
        terminal.tell(
            N_("Without the assumptions: reached {before}; with them: {after}."),
            before=tier_text(rulebook, self._change.reached_before),
            after=tier_text(rulebook, self._change.reached_after),
        )
        tell_conditions(self._change, terminal)

    def _words(self, answer: AnswerId, value: Value | None) -> Text | Sentence:
        if value is None:
            return sentence(N_("no answer"))
        return value_text(value, self._facts.rulebook.questions.get(answer))


def _plain(value: Value | None) -> object:
    return list(value) if isinstance(value, tuple) else value if isinstance(value, str | int | None) else float(value)

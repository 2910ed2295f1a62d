"""The text of a contradiction rule: it may name its own figures and its subject, and nothing else."""

from string import Formatter

from models.expression import ExpressionError
from models.language import LANGUAGES, N_, sentence
from models.rulebook import ContradictionRule


def check_contradiction_text(rule: ContradictionRule) -> None:
    """Checks that every place in the text is a figure or the subject, plain and without a format of its own.

    Raises:
        ExpressionError: at the first that is not; a width in a format could fill the memory.
    """
    known = {*rule.facts, *([rule.each] if rule.each else [])}
    for language in LANGUAGES:
        try:
            places = [
                place if not spec and not conversion else f"{place}!{conversion or ''}:{spec}"
                for _text, place, spec, conversion in Formatter().parse(rule.text.text(language))
                if place is not None
            ]
        except ValueError:
            places = ["{"]
        for place in places:
            if place not in known:
                raise ExpressionError(
                    1, sentence(N_("the text names “{place}”, which is not a figure of this rule."), place=place)
                )

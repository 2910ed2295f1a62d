"""What the rules say of the answers: status, reason and proof of every condition of every tier.

`evaluate` is pure and takes well under a millisecond, so a window may call it at every keystroke; what-if is
`evaluate(assessment.with_answers(changes), rulebook, on)`. What is missing to a tier (`Evaluation.missing`) is worked out
when it is read. The AI denominator and the maturity weights in use are the rulebook's (`Library.rulebook`).
"""

from models.evaluator.comparison import compare
from models.evaluator.judgement import evaluate
from models.evaluator.key_figures import KeyFigures, key_figures
from models.evaluator.missing import missing_sets
from models.evaluator.rated import RatedEvaluation, RatedItem, under_ratings

__all__ = [
    "KeyFigures",
    "RatedEvaluation",
    "RatedItem",
    "compare",
    "evaluate",
    "key_figures",
    "missing_sets",
    "under_ratings",
]

"""What the rules say of the answers: status, reason and proof of every condition of every tier.

`evaluate` is pure and takes well under a millisecond, so a window may call it at every keystroke; what-if is
`evaluate(assessment.with_answers(changes), rulebook)`.
"""

from models.evaluator.judgement import evaluate

__all__ = ["evaluate"]

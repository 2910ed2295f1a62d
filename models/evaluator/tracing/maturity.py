"""Why a maturity level is or is not reached, and whether the weights in use decide it."""

from dataclasses import dataclass

from models.evaluation import MaturityBasis
from models.evaluator.facts import Facts
from models.evaluator.maturity import DECLARED_LEVEL, DECLARED_PROOF, DECLARED_SCORE
from models.evaluator.tracing.clauses import Explanation, Tracer, rounded
from models.expression.ranges import Truth
from models.figures import Confidence
from models.language import N_, Sentence, Text, counted, sentence


@dataclass(frozen=True, slots=True)
class MaturityTracer(Tracer):
    """`maturity_level >= needed`."""

    needed: int

    def explain(self, facts: Facts, truth: Truth) -> Explanation:
        """Returns the declared result or the subdomain answers that decided, and the level and score they give."""
        result = facts.maturity
        model = facts.ground.maturity
        rows = [answer for row in model.answers[: self.needed] for answer in row]
        if result.basis is MaturityBasis.DECLARED:
            clause = sentence(
                N_("declared result: maturity level {level} ({platform}, {date}), required level {needed}"),
                level=result.declared_level,
                platform=str(facts.answers[DECLARED_PROOF[0]]),
                date=str(facts.answers[DECLARED_PROOF[1]]),
                needed=self.needed,
            )
            return (DECLARED_LEVEL,), clause
        if truth is None:
            near = {*rows, *DECLARED_PROOF, DECLARED_SCORE}
            missing = tuple(answer for answer in result.missing if answer in near)
            if result.basis is MaturityBasis.OPEN:
                message = N_(
                    "maturity level {level} is declared without platform, date or evidence, or with a date or score that cannot be, and the answers alone give level {low} to {high}; required level {needed}"
                )
                if result.computed_level[0] == result.computed_level[1]:
                    message = N_(
                        "maturity level {level} is declared without platform, date or evidence, or with a date or score that cannot be, and the answers alone give level {low}; required level {needed}"
                    )
                return missing, sentence(
                    message,
                    level=result.declared_level,
                    low=result.computed_level[0],
                    high=result.computed_level[1],
                    needed=self.needed,
                )
            return missing, counted(
                "the answers give maturity level {low} to {high}, required level {needed}: {count} answer is missing",
                "the answers give maturity level {low} to {high}, required level {needed}: {count} answers are missing",
                low=result.level[0],
                high=result.level[1],
                needed=self.needed,
                count=len(missing),
            )
        return tuple(answer for answer in rows if answer in facts.answers), self._settled(facts, truth)

    def _settled(self, facts: Facts, truth: Truth) -> Sentence:
        result = facts.maturity
        low, high = result.level_any_reading
        # What was declared without proof may leave the level in use open; this speaks of the answers alone.
        level = result.computed_level[0] if truth else result.computed_level[1]
        weights: object = sentence(N_("equal weights")) if result.weights is None else result.weights.name
        message = N_(
            "the answers give maturity level {level} with {weights} ({weights_mark}); other weights or another reading of the method could change it; score {score} (formula and threshold: {method_mark}); required level {needed}"
        )
        if low == high:
            message = N_(
                "the answers give maturity level {level} whatever the weights and however the method is read; score {score} with {weights} ({weights_mark}; formula and threshold: {method_mark}); required level {needed}"
            )
        elif (low >= self.needed) is (high >= self.needed):
            message = N_(
                "the answers give maturity level {level} with {weights} ({weights_mark}), and a level from {low} to {high} whatever the weights and however the method is read; score {score} (formula and threshold: {method_mark}); required level {needed}"
            )
        return sentence(
            message,
            level=level,
            low=low,
            high=high,
            score=rounded(result.computed_score[0] if truth else result.computed_score[1]),
            weights=weights,
            weights_mark=_mark(Confidence.INFERRED if result.weights is None else result.weights.confidence),
            method_mark=_mark(result.confidence),
            needed=self.needed,
        )


def _mark(confidence: Confidence) -> Text:
    """Returns how sure something is, as a person reads it."""
    return Text(zh=confidence.text("zh"), en=confidence.text("en"))

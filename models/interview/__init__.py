"""The shortest way to a tier: which questions still decide, chosen again after every answer.

`interview(evaluation)` asks for the lowest tier that is not decided yet, the condition that the fewest answers may settle
first, and ends by itself: a tier is decided when it is met, or not met whatever else is answered. `first_look(evaluation)`
asks what narrows the whole ladder, for a first range after about ten questions. `proposals(assessment, rulebook, day)`
says which open answers follow from others, so that nothing is asked twice; `sample_alike(assessment)` is the sample factory
of the same trade and size, where one ships.
"""

from models.interview.alike import SampleFactory, comparable, sample_alike
from models.interview.path import (
    FIRST_LOOK,
    Interview,
    InterviewState,
    first_look,
    interview,
    left_open,
    to_the_top,
    without_platform,
)
from models.interview.proposals import Proposed, may_follow, proposals
from models.interview.step import NextQuestion, questions_in
from models.interview.telling import far, left, standing, stopping, tier_words

__all__ = [
    "FIRST_LOOK",
    "Interview",
    "InterviewState",
    "NextQuestion",
    "Proposed",
    "SampleFactory",
    "comparable",
    "far",
    "first_look",
    "interview",
    "left",
    "left_open",
    "may_follow",
    "proposals",
    "questions_in",
    "sample_alike",
    "standing",
    "stopping",
    "tier_words",
    "to_the_top",
    "without_platform",
]

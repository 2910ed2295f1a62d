"""A plan as a calendar (iCalendar, RFC 5545): its measures and the days on which tiers are reached, all-day, no alarms.

An event is known by its case and measure: the same file opened twice, or the file of a later plan, moves the events that are
there instead of adding others. No money is in it, because calendars are shared.
"""

import hashlib
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from models.assessment import Assessment
from models.catalogue import Catalogue
from models.evaluation import Evaluation
from models.language import Language, Sentence, Text, sentence
from models.roadmap import Roadmap

if TYPE_CHECKING:
    from icalendar import Event


def calendar_file(
    evaluation: Evaluation, roadmap: Roadmap, catalogue: Catalogue, language: Language, now: datetime
) -> bytes:
    """Returns a plan as an iCalendar file.

    Args:
        evaluation: where the factory stands.
        roadmap: a plan with steps.
        catalogue: the measures that it names.
        language: of all texts.
        now: with a time zone; a later file replaces an earlier one.
    """
    from icalendar import Calendar

    def say(words: Sentence) -> str:
        return words.text(language)

    factory = _factory(evaluation.assessment)
    whole = Calendar()
    whole.add("prodid", "-//Zhijie//Plan//EN")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    title = sentence("Upgrade plan · {factory}", factory=factory) if factory else sentence("Upgrade plan")
    whole.add("x-wr-calname", say(title))
    tiers = {each.tier.id: each.tier.name for each in evaluation.tiers}
    months = {(each.measure, each.variant): each for each in roadmap.months}
    for step in roadmap.steps:
        measure = catalogue.measures[step.measure]
        month = months[step.measure, step.variant]
        lines = [
            sentence("How: {way}", way=measure.variants[step.variant].how),
            *step.because,
            *(
                [sentence("To keep as proof: {proof}", proof=list(measure.evidence_left))]
                if measure.evidence_left
                else []
            ),
        ]
        event = _event(evaluation.assessment, step.measure, now)
        event.add("summary", measure.name.text(language))
        event.add("description", "\n".join(say(line) for line in lines))
        _last(event, month.begins, month.ends)
        whole.add_component(event)
    for gate in roadmap.gates:
        event = _event(evaluation.assessment, f"tier-{gate.tier}", now)
        event.add("summary", say(sentence("Tier reached by the plan: {tier}", tier=tiers[gate.tier])))
        names = [catalogue.measures[each].name for each in gate.measures]
        event.add("description", say(sentence("Finished by then: {measures}", measures=names)))
        _last(event, gate.on, gate.on)
        whole.add_component(event)
    return bytes(whole.to_ical())


def _factory(assessment: Assessment) -> Text | None:
    names = (assessment.get(answer) for answer in ("enterprise.name", "factory.name"))
    kept = " · ".join(dict.fromkeys(str(name) for name in names if name))
    return Text(kept, kept) if kept else None


def _event(assessment: Assessment, part: str, now: datetime) -> "Event":
    from icalendar import Event

    known = assessment.case_id or assessment.case_number
    event = Event()
    event.add("uid", f"{hashlib.sha256(f'{known} {part}'.encode()).hexdigest()[:32]}@zhijie")
    event.add("dtstamp", now)
    event.add("sequence", int(now.timestamp()) // 60)
    event.add("transp", "TRANSPARENT")
    return event


def _last(event: "Event", begins: date, ends: date) -> None:
    """Lets an event last from one day to another; in a calendar the end is the day after the last."""
    event.add("dtstart", begins)
    event.add("dtend", ends + timedelta(days=1))

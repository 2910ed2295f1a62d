"""Times as a person reads them."""

from datetime import datetime

from ui.language import tr


def when_words(moment: datetime, now: datetime) -> str:
    """Returns a time as people say it: the hour today, the day this year, the date before."""
    if moment.date() == now.date():
        return tr("today {time}", time=moment.strftime("%H:%M"))
    return moment.strftime("%m-%d %H:%M") if moment.year == now.year else moment.strftime("%Y-%m-%d")

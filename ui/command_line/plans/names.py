"""Whether what the options of a plan name is in the catalogue: measures, ways, services, rules of public money."""

from argparse import Namespace
from collections.abc import Iterable

from models.catalogue import Catalogue, MeasureId, ServiceKind
from models.errors import WrongUsage
from models.language import sentence
from models.spelling.resemblance import nearest


def check_measures(ids: Iterable[str], catalogue: Catalogue) -> None:
    """Refuses ids that no measure has, before the work.

    Raises:
        WrongUsage: with the measure that was probably meant.
    """
    for id in ids:
        if MeasureId(id) in catalogue.measures:
            continue
        near = nearest(id, catalogue.measures)
        raise WrongUsage(
            problem=sentence("There is no measure “{id}”; did you mean “{near}”?", id=id, near=near)
            if near
            else sentence("There is no measure “{id}”; “packs measures” lists them all.", id=id)
        )


def check_names(options: Namespace, catalogue: Catalogue) -> None:
    """Refuses what the options of a plan name and the catalogue does not have.

    Raises:
        WrongUsage: with what was probably meant, or with what there is.
    """
    locks = [(lock.measure, lock.variant) for lock in options.require]
    ways = (*locks, *options.forbid, *(way for way, _ in (*options.quote, *options.stop)))
    ways = (*ways, *(way for way, _ in options.payment if way is not None))
    check_measures((*(measure for measure, _ in ways), *options.done), catalogue)
    for measure, variant in ways:
        known = catalogue.measures[measure].variants
        if variant is not None and variant not in known:
            raise WrongUsage(
                problem=sentence(
                    "“{id}” cannot be had as “{way}”; there are: {known}.",
                    id=measure,
                    way=variant.value,
                    known=[each.value for each in known],
                )
            )
    services = (*(str(service.id) for service in catalogue.shared_services), *(kind.value for kind in ServiceKind))
    for id in options.forbid_service:
        if id not in services:
            raise WrongUsage(
                problem=sentence("There is no shared service “{id}”; there are: {known}.", id=id, known=services)
            )
    rules = {str(rule.id): rule for rule in catalogue.subsidies}
    for id in (*options.not_counted, *options.eligible):
        if id not in rules:
            near = nearest(id, rules)
            raise WrongUsage(
                problem=sentence("There is no subsidy rule “{id}”; did you mean “{near}”?", id=id, near=near)
                if near
                else sentence("There is no subsidy rule “{id}”; there are: {known}.", id=id, known=tuple(rules))
            )

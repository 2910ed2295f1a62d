"""Plans: their limits, price quotes and what done measures really took."""

from decimal import Decimal

from sqlalchemy import Connection, delete, insert, select

from models.catalogue import MeasureId, VariantId
from models.limits import Limits, Quarter
from models.roadmap import DoneStep, KeptPlan, Quote
from models.storage.encoding import cents, wan
from models.storage.limits_text import decode_limits, encode_limits
from models.storage.plan_text import decode_plan, encode_plan
from models.storage.tables import done_steps, plan_limits, plans, quotes
from models.storage.upsert import upsert


class StoredPlans:
    """What belongs to the plan of a case, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def limits(self, case_id: int) -> Limits | None:
        """Returns a case's plan limits with its quotes as prices; None when none were saved."""
        text = self._connection.execute(select(plan_limits.c.limits).where(plan_limits.c.case_id == case_id)).scalar()
        if text is None:
            return None
        prices: dict[tuple[MeasureId, VariantId], tuple[Decimal, Decimal]] = {
            (quote.measure, quote.variant): (quote.one_off_wan, quote.running_wan) for quote in self.quotes(case_id)
        }
        return decode_limits(text, prices)

    def save_limits(self, case_id: int, limits: Limits) -> None:
        """Writes a case's plan limits, without prices: those are its quotes."""
        row: dict[str, object] = {"case_id": case_id, "limits": encode_limits(limits)}
        upsert(self._connection, plan_limits, ("case_id",), row)

    def plan(self, case_id: int) -> KeptPlan | None:
        """Returns the plan that was worked out last for a case; None when there is none that can be read."""
        row = self._connection.execute(select(plans).where(plans.c.case_id == case_id)).one_or_none()
        if row is None:
            return None
        roadmap = decode_plan(row.plan)
        return None if roadmap is None else KeptPlan(roadmap, row.answers, row.measures)

    def save_plan(self, case_id: int, plan: KeptPlan | None) -> None:
        """Writes the plan of a case in the place of the one before; None takes it away."""
        self._connection.execute(delete(plans).where(plans.c.case_id == case_id))
        if plan is not None:
            row = {"plan": encode_plan(plan.roadmap), "answers": plan.answers, "measures": plan.measures}
            self._connection.execute(insert(plans).values(case_id=case_id, **row))

    def quotes(self, case_id: int) -> tuple[Quote, ...]:
        """Returns a case's own prices, by measure and variant."""
        rows = self._connection.execute(
            select(quotes).where(quotes.c.case_id == case_id).order_by(quotes.c.measure, quotes.c.variant)
        )
        return tuple(
            Quote(
                MeasureId(row.measure),
                VariantId(row.variant),
                wan(row.one_off_cents),
                wan(row.running_cents),
                row.supplier,
                row.quoted_on,
            )
            for row in rows
        )

    def save_quote(self, case_id: int, quote: Quote) -> None:
        """Writes one own price; an earlier one for the same way is replaced."""
        price: dict[str, object] = {
            "case_id": case_id,
            "measure": quote.measure,
            "variant": quote.variant,
            "one_off_cents": cents(quote.one_off_wan),
            "running_cents": cents(quote.running_wan),
            "supplier": quote.supplier,
            "quoted_on": quote.quoted_on,
        }
        upsert(self._connection, quotes, ("case_id", "measure", "variant"), price)

    def remove_quote(self, case_id: int, measure: MeasureId, variant: VariantId) -> None:
        """Takes one own price away."""
        self._connection.execute(
            delete(quotes).where(quotes.c.case_id == case_id, quotes.c.measure == measure, quotes.c.variant == variant)
        )

    def done_steps(self, case_id: int) -> tuple[DoneStep, ...]:
        """Returns what a case's done measures really took, by measure."""
        rows = self._connection.execute(
            select(done_steps).where(done_steps.c.case_id == case_id).order_by(done_steps.c.measure)
        )
        return tuple(
            DoneStep(
                MeasureId(row.measure),
                None if row.variant is None else VariantId(row.variant),
                None if row.planned_one_off_cents is None else wan(row.planned_one_off_cents),
                None if row.planned_finish is None else Quarter.parse(row.planned_finish),
                None if row.one_off_cents is None else wan(row.one_off_cents),
                None if row.finished is None else Quarter.parse(row.finished),
            )
            for row in rows
        )

    def save_done_step(self, case_id: int, step: DoneStep) -> None:
        """Writes what one done measure really took; what was written before is replaced."""
        written: dict[str, object] = {
            "case_id": case_id,
            "measure": step.measure,
            "variant": step.variant,
            "planned_one_off_cents": None if step.planned_one_off_wan is None else cents(step.planned_one_off_wan),
            "planned_finish": None if step.planned_finish is None else str(step.planned_finish),
            "one_off_cents": None if step.one_off_wan is None else cents(step.one_off_wan),
            "finished": None if step.finished is None else str(step.finished),
        }
        upsert(self._connection, done_steps, ("case_id", "measure"), written)

    def remove_done_step(self, case_id: int, measure: MeasureId) -> None:
        """Takes away what was written of one measure."""
        self._connection.execute(
            delete(done_steps).where(done_steps.c.case_id == case_id, done_steps.c.measure == measure)
        )

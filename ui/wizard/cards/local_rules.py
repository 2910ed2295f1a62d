"""The rules of the enterprise's province or city, proposed once they are known: one click uses them, nothing happens by itself."""

from typing import TYPE_CHECKING

from models.errors import ApplicationError
from models.spelling.places import NOWHERE, Place, lies_in, place_of
from ui.language import tr, words
from ui.session import Session
from ui.widgets.banner import Banner
from ui.wizard.cards.lists import CITY, PROVINCE

if TYPE_CHECKING:
    from models.assessment import Assessment
    from models.rulebook import PackInfo
    from models.workspace import Workspace


def place_answered(assessment: "Assessment") -> Place:
    """Returns where the enterprise lies, as its answers say."""
    return place_of(*(str(assessment.get(answer) or "") for answer in (PROVINCE, CITY)))


def local_packs(workspace: "Workspace", assessment: "Assessment") -> "tuple[PackInfo, ...]":
    """Returns the local rules of the enterprise's place that fit the edition in use and are not in use yet."""
    place = place_answered(assessment)
    fitting = []
    for pack in workspace.library.packs():
        if pack.kind == "overlay" and pack.id not in assessment.overlays and lies_in(place, pack.region):
            try:
                workspace.rulebook(assessment.rulebook, (*assessment.overlays, str(pack.id)))
            except ApplicationError:
                # Made for another edition, or damaged, which the page of the rules says.
                continue
            fitting.append(pack)
    return tuple(fitting)


class LocalRulesOffer(Banner):
    """Out of sight unless there are local rules to propose that nobody declined for this place."""

    def __init__(self, session: Session) -> None:
        super().__init__(closable=False)
        self._session = session
        self._place = NOWHERE
        self._declined: set[tuple[str, Place]] = set()
        self.packs: tuple[PackInfo, ...] = ()
        session.case_changed.connect(self.look)
        session.answers_changed.connect(self._answers_changed)

    def _answers_changed(self, answers: tuple[str, ...]) -> None:
        if {PROVINCE, CITY} & set(answers):
            self.look()

    def look(self) -> None:
        """Looks in the background which local rules belong to the place that is answered now."""
        assessment = self._session.assessment
        self.packs = ()
        self.hide()
        if assessment is None or not self._session.editable:
            return
        self._place = place_answered(assessment)
        if self._place == NOWHERE or (assessment.case_number, self._place) in self._declined:
            return
        place = self._place

        def show(packs: "tuple[PackInfo, ...]") -> None:
            if place == self._place:
                self.packs = packs
                self.retranslate()

        self._session.in_workspace(lambda workspace: local_packs(workspace, assessment), show)

    def retranslate(self) -> None:
        """Shows the proposal in the present language."""
        if not self.packs:
            return
        names = [words(pack.name) for pack in self.packs]
        self.tell(
            "note",
            tr(
                "There are local rules for {place}: {names}. Use them on top of the national ones? “Rules and sources” undoes it.",
                place=self._place.city or self._place.province,
                names=names,
            ),
            (tr("Use the local rules"), self.use),
            (tr("Not now"), self.decline),
        )

    def use(self) -> None:
        """Puts the local rules on top and comes back to the question of the province."""
        assessment = self._session.assessment
        if assessment is None or not self.packs:
            return
        case, edition = assessment.case_number, assessment.rulebook
        overlays = (*assessment.overlays, *(str(pack.id) for pack in self.packs))
        self.hide()
        self._session.take_over(lambda workspace: workspace.use_rules(case, edition, overlays))

    def decline(self) -> None:
        """Puts the proposal away for this place; the page of the rules still has it."""
        assessment = self._session.assessment
        if assessment is not None:
            self._declined.add((assessment.case_number, self._place))
        self.packs = ()
        self.hide()

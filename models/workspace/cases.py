"""The cases of a workspace and their versions."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import resources
from models.assessment import AnswerId, Assessment, AssessmentState, Value
from models.case import CaseSummary, Outcome, VersionSummary, settings_of_case
from models.characters import composed
from models.errors import InvalidPack, UnknownPack
from models.questionnaire import QuestionKind
from models.safekeeping import Mended
from models.storage.errors import (
    CaseExists,
    DamagedAnswers,
    DraftExists,
    FrozenVersion,
    FrozenVersionChanged,
    ReasonMissing,
    UnfitNumber,
)
from models.storage.file.place import newest_backup
from models.workspace.core import DEFAULT_RULEBOOK, Core

if TYPE_CHECKING:
    from models.document.merging import Encounter
    from models.evaluation import Evaluation
    from models.storage.repository import Repository

_LONGEST_NUMBER = 60
"""As in the case document."""
_MOST_CHANGES = 1000
"""Changes of one answer that are looked through."""
_NO_ANSWERS: Mapping[AnswerId, Value] = MappingProxyType({})


class Cases(Core):
    """The cases of a workspace and their versions. Every call is thread-safe."""

    def cases(self, in_trash: bool = False) -> tuple[CaseSummary, ...]:
        """Returns the cases, last changed first; those in the trash when asked for.

        The tier of a version is worked out once and remembered until its answers or the rules change.
        """
        with self._reading() as repository:
            summaries = repository.summaries.list(in_trash)
        open_ones = [] if in_trash else [summary for summary in summaries if summary.outcome is None]
        if not open_ones or not self._work_out(open_ones):
            return summaries
        with self._reading() as repository:
            return repository.summaries.list(in_trash)

    def _work_out(self, summaries: Sequence[CaseSummary]) -> bool:
        """Evaluates and remembers the newest versions of cases; returns whether there was any to remember."""
        worked_out: list[tuple[CaseSummary, int, Outcome]] = []
        for summary in summaries:
            try:
                with self._reading() as repository:
                    revision = repository.cases.version(summary.number, summary.version).revision
                    assessment = repository.cases.load(summary.number, summary.version)
                worked_out.append((summary, revision, outcome_of(self.evaluate(assessment))))
            except (UnknownPack, InvalidPack, FrozenVersionChanged, DamagedAnswers):
                # Shown without a tier; the sentence comes when the case is opened.
                continue
        with self._database.writing(only_noting=True) as repository:
            for summary, revision, outcome in worked_out:
                repository.summaries.keep_outcome(summary.number, summary.version, revision, outcome)
        return bool(worked_out)

    def create_case(
        self,
        number: str = "",
        answers: Mapping[AnswerId, Value] = _NO_ANSWERS,
        rulebook: str = DEFAULT_RULEBOOK,
        overlays: Sequence[str] = (),
    ) -> Assessment:
        """Creates a case with a first draft and returns that draft.

        Args:
            number: the case number; a new one is made when empty.
            answers: answers to begin with; they are the first step of the history.
            rulebook: id of the national edition.
            overlays: ids of local rules on top.

        Raises:
            CaseExists: when the number is taken.
            UnfitNumber: when it is too long or holds what cannot be printed.
        """
        chosen = composed(number.strip()) or self.new_number()
        if len(chosen) > _LONGEST_NUMBER or not chosen.isprintable():
            raise UnfitNumber(number=chosen[:_LONGEST_NUMBER], most=_LONGEST_NUMBER)
        with self._writing() as repository:
            self._add(repository, Assessment(chosen, 1, AssessmentState.DRAFT, rulebook, tuple(overlays), answers))
            return repository.cases.load(chosen)

    def _add(self, repository: "Repository", assessment: Assessment) -> None:
        stamp = self._stamp()
        version = repository.cases.add(assessment, stamp)
        for item in assessment.evidence.values():
            repository.evidence.attach(version, item)
        repository.answers.save(version, assessment.answers, stamp)

    def samples(self) -> tuple[str, ...]:
        """Returns the names of the sample factories that ship."""
        return tuple(sorted(file.stem for file in resources.path("samples").glob("*.json")))

    def create_sample(self, name: str = "") -> Assessment:
        """Creates a case from a sample factory and returns its draft; from the first sample when no name is given."""
        chosen = name or self.samples()[0]
        document = resources.path(f"samples/{chosen}.json")
        assessment = self.import_case(document.read_bytes(), document.name, new_case=True)
        # The sample's evidence lies in a folder of the same name.
        for file in sorted(document.with_suffix("").glob("*")):
            data = file.read_bytes()
            if hashlib.sha256(data).hexdigest() in assessment.evidence:
                self._evidence.add(data, file.name)
        return assessment

    def import_case(self, data: bytes, name: str, new_case: bool = False) -> Assessment:
        """Makes a case of an assessment document and returns its draft; a case that is here is never touched.

        A case is known by its id, or by its number where the document has none; where a different case has its number,
        it gets another.

        Args:
            data: the document.
            name: the file's name, for the sentences.
            new_case: whether to make a case with a new number and id in any event: the document is a template.

        Raises:
            NotADocument: when it is no JSON document of ours.
            InvalidDocument: when it breaks the rules of the format.
            DocumentFromTheFuture: when a newer program wrote it.
            CaseExists: when the case is here or in the trash: see `meet_document`.
        """
        from models import document

        given = document.read(data, name, self.library)
        if new_case:
            given = replace(given, case_id="", case_secret="")
        if new_case or not given.case_number:
            given = replace(given, case_number=self.new_number())
        given = self._as_here(given)
        with self._writing() as repository:
            self._add(repository, given)
            return repository.cases.load(given.case_number)

    def meet_document(self, data: bytes, name: str) -> "Encounter":
        """Returns what an assessment document says, and where it differs from the same case here.

        A case is the same where its id is, or its number where the document has no id.

        Raises:
            NotADocument, InvalidDocument, DocumentFromTheFuture: as `import_case`.
            CaseExists: when the case is in the trash.
        """
        from models import document
        from models.document.merging import Encounter, differences, differing_answers

        given = self._as_here(document.read(data, name, self.library))
        with self._reading() as repository:
            if given.case_number not in set(repository.cases.numbers()):
                return Encounter(given, None, ())
            version = repository.cases.live_version(given.case_number)
            if version is None:
                raise CaseExists(case=given.case_number)
            present = repository.cases.load(given.case_number)
            history = {
                answer: repository.answers.history(version.case_id, answer, _MOST_CHANGES)
                for answer in differing_answers(present, given)
            }
            return Encounter(given, present, differences(present, given, history))

    def _as_here(self, given: Assessment) -> Assessment:
        """Returns a document under the number by which its case is here, another where a different case has its own."""
        if not given.case_id:
            return given
        with self._reading() as repository:
            here = repository.cases.number_of(given.case_id)
            taken = here is None and given.case_number in set(repository.cases.numbers())
        return replace(given, case_number=here or (self.new_number() if taken else given.case_number))

    def merge_document(
        self, given: Assessment, taken: Collection[AnswerId], why: str, *, rules: bool = False, apart: bool = False
    ) -> Assessment:
        """Takes answers of a document into the case of its number, as one step that undo takes back.

        They go into the draft, or into a new version when the newest one is frozen; nothing leaves the history.

        Args:
            given: the document.
            taken: the answers to take; one that the document does not give is taken away.
            why: where they come from, such as the file's name; the reason of a version that is frozen or begun.
            rules: whether the case goes by the document's edition and local rules from now on.
            apart: whether the draft is frozen as it is, and the answers go into a new version.

        Raises:
            UnknownCase: when the case is not here.
            ReasonMissing: when `why` is blank.
        """
        from models.document.merging import changes_from

        reason = _reason(why)
        changes = changes_from(given, taken)
        named = {
            entry
            for answer, value in changes.items()
            if answer.endswith(".evidence") and isinstance(value, tuple)
            for entry in value
        }
        with self._writing() as repository:
            case, stamp = given.case_number, self._stamp()
            version = repository.cases.version(case)
            if apart and version.state is AssessmentState.DRAFT:
                repository.cases.freeze(version, reason, stamp)
                version = repository.cases.version(case)
            if version.state is AssessmentState.FROZEN:
                version = repository.cases.begin_version(case, reason, stamp)
            for digest, item in given.evidence.items():
                if digest in named:
                    repository.evidence.attach(version, item)
            repository.answers.save(version, changes, stamp)
            if rules:
                repository.cases.use_rules(version, given.rulebook, given.overlays, stamp.at)
            return repository.cases.load(case)

    def factories_beside(self, case: str) -> tuple[str, ...]:
        """Returns the cases about factories of the enterprise that a case is about, that one first.

        They have its credit code, or its name where one of the two has no code.
        """
        with self._reading() as repository:
            return repository.summaries.of_one_enterprise(case)

    def export_case(self, case: str, version: int | None = None) -> bytes:
        """Returns one version as an assessment document; the newest when no version is given.

        Raises:
            UnknownCase: when it is not here.
        """
        from models import document

        return document.write(self.load(case, version))

    def load(self, case: str, version: int | None = None) -> Assessment:
        """Returns one version of a case; the newest when none is given.

        Raises:
            UnknownCase: when it is not here.
            FrozenVersionChanged: when it was frozen and is not what was frozen.
            DamagedAnswers: when answers of a draft are not what was saved; `mend_answers` sets them right.
        """
        try:
            with self._reading() as repository:
                return repository.cases.load(case, version)
        except DamagedAnswers as damage:
            raise DamagedAnswers(**{**damage.facts, "copies": newest_backup(self.folder)}) from damage

    def mend_answers(self, case: str) -> Mended:
        """Repairs the damaged answers of a case's draft; returns what was restored, and what could not be.

        Raises:
            FrozenVersion: when the newest version is frozen.
        """
        with self._writing() as repository:
            version = repository.cases.version(case)
            if version.state is AssessmentState.FROZEN:
                raise FrozenVersion(case=case, version=version.number)
            return repository.mending.mend(version, self._stamp())

    def case_with_id(self, case_id: str) -> str | None:
        """Returns the number of the case with this id, even in the trash; None when it is not here."""
        with self._reading() as repository:
            return repository.cases.number_of(case_id)

    def versions(self, case: str) -> tuple[VersionSummary, ...]:
        """Returns the versions of a case, oldest first.

        Raises:
            UnknownCase: when the case is not here.
        """
        with self._reading() as repository:
            return repository.cases.versions(case)

    def last_frozen(self, case: str) -> Assessment | None:
        """Returns the newest frozen version of a case; None where none was frozen yet.

        Raises:
            UnknownCase: when the case is not here.
        """
        frozen = [each.number for each in self.versions(case) if each.state is AssessmentState.FROZEN]
        return self.load(case, frozen[-1]) if frozen else None

    def use_rules(self, case: str, rulebook: str, overlays: Sequence[str] = ()) -> Assessment:
        """Chooses the national edition and the local rules for a case's draft.

        Raises:
            FrozenVersion: when the newest version is frozen.
            UnknownPack: when one of them is not installed.
        """
        self.rulebook(rulebook, overlays)
        with self._writing() as repository:
            version = repository.cases.version(case)
            if version.state is AssessmentState.FROZEN:
                raise FrozenVersion(case=case, version=version.number)
            repository.cases.use_rules(version, rulebook, overlays, self._clock())
            return repository.cases.load(case)

    def freeze(self, case: str, why: str) -> Assessment:
        """Closes the draft of a case for good and returns it frozen. What is frozen never changes again.

        Args:
            case: the case's number.
            why: what it was frozen for, such as "report to the city office".

        Raises:
            ReasonMissing: when `why` is blank.
            FrozenVersion: when the newest version is frozen already.
        """
        reason = _reason(why)
        with self._writing() as repository:
            version = repository.cases.version(case)
            if version.state is AssessmentState.FROZEN:
                raise FrozenVersion(case=case, version=version.number)
            repository.cases.freeze(version, reason, self._stamp())
            return repository.cases.load(case)

    def new_version(self, case: str, why: str) -> Assessment:
        """Begins the next draft as a copy of the newest, frozen version and returns it.

        Args:
            case: the case's number.
            why: why something is to change after the freeze.

        Raises:
            ReasonMissing: when `why` is blank.
            DraftExists: when the newest version is still a draft.
        """
        reason = _reason(why)
        with self._writing() as repository:
            version = repository.cases.version(case)
            if version.state is AssessmentState.DRAFT:
                raise DraftExists(case=case, version=version.number)
            repository.cases.begin_version(case, reason, self._stamp())
            return repository.cases.load(case)

    def delete_case(self, case: str) -> None:
        """Moves a case to the trash, from where `restore_case` brings it back.

        Raises:
            UnknownCase: when it is not here.
        """
        with self._writing() as repository:
            repository.cases.trash(case, self._clock())

    def restore_case(self, case: str) -> None:
        """Brings a case back out of the trash.

        Raises:
            UnknownCase: when it is not in the trash.
        """
        with self._writing() as repository:
            repository.cases.restore(case)

    def forget_case(self, case: str) -> None:
        """Removes a case in the trash for good, with its versions, history, reports and evidence.

        Raises:
            UnknownCase: when it is not in the trash.
        """
        with self._files:
            with self._writing() as repository:
                repository.cases.forget(case)
                repository.papers.forget_reports(case)
                repository.preferences.set(dict.fromkeys(settings_of_case(case)))
                repository.evidence.drop_unused()
                still_known = repository.evidence.known()
                still_kept = repository.evidence.kept_reports()
            # Files go last: a row without its file would be a loss, a file without a row only takes room.
            for store, named in ((self._evidence, still_known), (self._reports, still_kept)):
                for digest in store.digests():
                    if digest not in named:
                        store.remove(digest)

    def empty_trash(self) -> int:
        """Removes every case in the trash for good, each as `forget_case` does; returns how many there were."""
        thrown_away = self.cases(in_trash=True)
        for case in thrown_away:
            self.forget_case(case.number)
        return len(thrown_away)


def _reason(why: str) -> str:
    if not why.strip():
        raise ReasonMissing
    return composed(why.strip())


def outcome_of(evaluation: "Evaluation") -> Outcome:
    """Returns what the list of cases shows of an evaluation.

    Questions are counted by cards (a scenario, a requirement, a subdomain): a card is answered when the first of its
    deciding questions is, because that one says whether the others have a sense.
    """
    first: dict[tuple[str, str], AnswerId] = {}
    for question in evaluation.rulebook.questions.values():
        if question.decisive and question.kind is not QuestionKind.EVIDENCE:
            first.setdefault((question.section, question.group), question.id)
    answered = sum(answer in evaluation.assessment.answers for answer in first.values())
    return Outcome(evaluation.reached, evaluation.possible, answered, len(first))

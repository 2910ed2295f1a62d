"""The command `packs`: the rulebooks, overlays and catalogues installed, and adding one from a file."""

from argparse import Namespace
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from models import counts
from models.catalogue import Catalogue, CostPart
from models.errors import ApplicationError, WrongUsage
from models.figures import Figure, yuan
from models.language import N_, sentence
from models.rulebook import PackInfo
from ui.command_line.command import Commands, Context
from ui.command_line.papers.signing import add_key, signer, signing_inputs
from ui.command_line.places import check_ending, check_places
from ui.command_line.plans.names import check_measures
from ui.command_line.terminal import Terminal
from ui.words.publishers import Signers, signed_by

if TYPE_CHECKING:
    from models.packs.change import PackChange
    from models.packs.library import Library
    from models.workspace.trial import Trial
    from reports.verification.publisher import BrokenPackSignature, Publisher

_KINDS = {"rulebook": N_("national edition"), "overlay": N_("local rules"), "catalogue": N_("measures")}


def add(commands: Commands) -> None:
    """Adds this group's command."""
    say = commands.say
    packs = commands.add("packs", N_("list, check or install rule and measure packs"), _packs, json=True)
    packs.add_argument(
        "action",
        nargs="?",
        choices=("list", "measures", "inspect", "install", "template", "sign"),
        default="list",
        help=say(
            N_(
                "list: the packs; measures: every measure with its variants and prices; template: a file to fill in, .xlsx for local rules or a national edition (--national), .yaml for measures and prices; sign: the pack with your signature as its publisher"
            )
        ),
    )
    packs.add_argument("file", nargs="?", type=commands.kinds.path, metavar="PACK.yaml|PACK.xlsx")
    packs.add_argument("--overlay", default="", metavar="ID", help=say(N_("local rules to start the template from")))
    packs.add_argument(
        "--national",
        action="store_true",
        help=say(N_("a template for a national edition, filled in with the newest one")),
    )
    packs.several(
        "--measure",
        metavar="ID",
        help=say(N_("a measure to start the template from; may be repeated")),
    )
    commands.out(packs, "OUT.yaml", required=False, help_message=N_("the signed pack"))
    add_key(packs, commands)


def pack_json(pack: PackInfo, signers: Signers, terminal: Terminal) -> dict[str, object]:
    """Returns what a pack says of itself, and who signed it, as JSON values."""
    return {
        **_signature_json(signers.get(pack.id), terminal),
        "id": pack.id,
        "kind": pack.kind,
        "name": terminal.words(pack.name),
        "version": pack.version,
        "date": pack.date,
        "region": pack.region,
        "digest": pack.digest,
    }


def _signature_json(signer: "Publisher | BrokenPackSignature | None", terminal: Terminal) -> dict[str, object]:
    if signer is None:
        return {"signature": "none", "publisher": None}
    if isinstance(signer, ApplicationError):
        return {"signature": "broken", "publisher": None}
    publisher = {
        "name": signer.facts.name,
        "organisation": signer.facts.organisation,
        "fingerprint": signer.facts.fingerprint,
        "telephone_code": signer.facts.telephone_code,
        "trusted": signer.trusted,
        "note": terminal.words(signer.note),
    }
    return {"signature": "trusted" if signer.trusted else "untrusted", "publisher": publisher}


def _signers(packs: Iterable[PackInfo], context: Context) -> Signers:
    signed = [pack for pack in packs if pack.signature]
    if not signed:
        return {}
    from reports.acts.packs import publishers

    return publishers(signed, context.data_folder, datetime.now().astimezone())


def _refuse_broken(pack: PackInfo) -> None:
    if pack.signature:
        from reports.acts.packs import refuse_broken

        refuse_broken(pack)


def _sign(options: Namespace, context: Context) -> int:
    """Writes a pack with its publisher's signature."""
    from reports.acts.packs import sign_pack

    terminal = context.terminal
    if options.out is None:
        raise WrongUsage(problem=sentence("“packs sign” needs the file to write: -o OUT.yaml."))
    check_ending(options.out, ".yaml", ".yml")
    check_places([options.out], [options.file, *signing_inputs(options)])
    with signer(options, context) as pen:
        publisher = sign_pack(context.library(), options.file, options.out, pen)
    terminal.answer(
        {"file": str(options.out), "publisher": publisher.facts.name, "code": publisher.facts.telephone_code}
    )
    terminal.say(str(options.out))
    terminal.progress(
        sentence(
            "{name} was signed, saved and read back. Code to read out by telephone: {code}",
            name=options.out.name,
            code=publisher.facts.telephone_code,
        )
    )
    return 0


def _packs(options: Namespace, context: Context) -> int:
    terminal = context.terminal
    library = context.library()
    if options.action in ("list", "measures"):
        if options.file is not None:
            raise WrongUsage(problem=sentence("“packs {action}” does not take a file.", action=options.action))
        return _list(library, context) if options.action == "list" else _measures(library.catalogue(), terminal)
    if options.file is None:
        raise WrongUsage(problem=sentence("“packs {action}” needs the pack's file.", action=options.action))
    if options.action == "template":
        return _template(options, library, terminal)
    if options.action == "sign":
        return _sign(options, context)
    _refuse_broken(library.inspect(options.file).pack)
    trial = _tried(options, context, library)
    change = trial.pack
    _tell_change(change, terminal)
    signers = _signers([change.pack], context)
    terminal.say("  " + terminal.words(signed_by(change.pack, signers)))
    for line in trial.sentences:
        terminal.say("  " + terminal.words(line))
    value: dict[str, object] = {
        **pack_json(change.pack, signers, terminal),
        "added": [str(entry) for entry in change.added],
        "changed": [str(entry) for entry in change.changed],
        "removed": [str(entry) for entry in change.removed],
        "unfit": [terminal.words(misfit) for misfit in change.unfit],
        "untranslated": [str(entry) for entry in change.untranslated],
        "installed": options.action == "install",
        "version_taken": change.version_taken,
        "words": [terminal.words(line) for line in trial.words],
        "cases": [
            {
                "case": case.number,
                "enterprise": case.enterprise,
                "chosen": case.chosen,
                "reached_before": case.change.reached_before,
                "reached_after": case.change.reached_after,
                "problems": [terminal.words(problem) for problem in case.problems],
                "conditions": [str(each.condition.id) for each in case.change.conditions],
            }
            for case in trial.cases
        ],
    }
    if options.action == "install":
        pack = library.install(options.file)
        terminal.tell(N_("Installed: {name} {version}."), name=pack.name, version=pack.version)
    terminal.answer(value)
    return 1 if change.version_taken else 0


def _tried(options: Namespace, context: Context, library: "Library") -> "Trial":
    """Returns what the file's pack would change: in words, and for the cases of the data folder where there are any."""
    from models.workspace import Workspace
    from models.workspace.folder import holds_cases
    from models.workspace.trial import try_pack

    change, after = library.inspect(options.file), library.with_pack(options.file)
    if holds_cases(context.data_folder):
        try:
            with Workspace.open(context.data_folder) as workspace:
                return workspace.try_pack(options.file)
        except ApplicationError as error:
            # The pack can be read; the cases cannot, such as while the window has them open.
            context.terminal.progress(error.sentence)
    return try_pack(change, library, after, (), date.today())


def _list(library: "Library", context: Context) -> int:
    known, terminal = library.packs(), context.terminal
    signers = _signers(known, context)
    terminal.answer([pack_json(pack, signers, terminal) for pack in known])
    terminal.table(
        (
            pack.id,
            pack.version,
            pack.date,
            sentence(_KINDS[pack.kind]) if pack.kind in _KINDS else pack.kind,
            pack.name,
            signed_by(pack, signers),
        )
        for pack in known
    )
    return 0


def _measures(catalogue: Catalogue, terminal: Terminal) -> int:
    """Prints every measure with each way to get it: what it costs once and each year, from low to high, and how it grows."""
    from models.planner import price_form

    terminal.answer(
        [
            {
                "id": measure.id,
                "name": terminal.words(measure.name),
                "what": terminal.words(measure.what),
                "requires": list(measure.requires),
                "enablers": list(measure.enablers),
                "by_use": list(measure.by_use),
                "excludes": list(measure.excludes),
                "variants": [
                    {
                        "id": variant.id.value,
                        "one_off": _range_json(variant.capex_wan),
                        "running": _range_json(variant.opex_wan_per_year),
                        "price_form": terminal.words(price_form(catalogue, variant, CostPart.CAPEX)),
                        "running_form": terminal.words(price_form(catalogue, variant, CostPart.OPEX)),
                        "drivers": sorted({rate.driver for growth in variant.grows.values() for rate in growth.rates}),
                        "vat": variant.capex_wan.vat,
                        "life_years": float(variant.life_years.typical),
                        "life_mark": variant.life_years.confidence.value,
                        "service_kind": "" if variant.kind is None else variant.kind.value,
                        "services": [str(each.id) for each in catalogue.services(measure.id, variant.id)],
                    }
                    for variant in measure.variants.values()
                ],
            }
            for measure in catalogue.measures.values()
        ]
    )
    terminal.table(
        (
            measure.id,
            measure.name,
            variant.id.text(terminal.language),
            sentence(
                "one-off {one_off}, yearly {running}",
                one_off=_range(variant.capex_wan),
                running=_range(variant.opex_wan_per_year),
            ),
            price_form(catalogue, variant, CostPart.CAPEX),
            sentence("lasts {years}", years=counts.years(variant.life_years.typical)),
        )
        for measure in catalogue.measures.values()
        for variant in measure.variants.values()
    )
    return 0


def _range_json(figure: Figure) -> dict[str, object]:
    return {
        "low": float(figure.low),
        "typical": float(figure.typical),
        "high": float(figure.high),
        "mark": figure.confidence.value,
        "sources": list(figure.sources),
    }


def _range(figure: Figure) -> object:
    if figure.low == figure.high:
        return yuan(figure.low)
    return sentence("{low} to {high}", low=yuan(figure.low), high=yuan(figure.high))


def _template(options: Namespace, library: "Library", terminal: Terminal) -> int:
    """Writes a template: a workbook for rules, a text for measures."""
    check_ending(options.file, ".xlsx", ".yaml", ".yml")
    check_places([options.file])
    if options.file.suffix.lower() == ".xlsx":
        if options.national and options.overlay:
            raise WrongUsage(problem=sentence("A template is for a national edition or for local rules, not for both."))
        if options.measure:
            raise WrongUsage(problem=sentence("A measure template is a text file: end its name in .yaml."))
        if options.national:
            library.national_template(options.file, terminal.language)
        else:
            library.template(options.file, options.overlay, terminal.language)
    else:
        if options.overlay or options.national:
            raise WrongUsage(problem=sentence("A template for rules is a workbook: end its name in .xlsx."))
        check_measures(options.measure, library.catalogue())
        library.measure_template(options.file, tuple(dict.fromkeys(options.measure)), date.today())
    terminal.say(str(options.file))
    return 0


def _tell_change(change: "PackChange", terminal: Terminal) -> None:
    terminal.say(change.text)
    for sign, entries in (("+", change.added), ("~", change.changed), ("-", change.removed)):
        for entry in entries:
            terminal.say(f"  {sign} {entry}")
    for remark in change.remarks:
        terminal.say(f"  ! {terminal.words(remark)}")

"""Updates of the program itself: by file only, and only with the signature of whoever releases it.

A release is described by one signed file beside its packages; what it does not name, or names otherwise, is no update.
"""

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

import resources
from models import files
from models.errors import ApplicationError, UnreadableFile
from models.json_text import read_json
from models.language import N_, Sentence, sentence
from reports.acts.pen import Pen
from reports.identity.certificate import CertificateFacts, key_fingerprint
from reports.identity.certificate_file import read_certificates, told_as
from reports.payload.canonical import canonical
from reports.signature.revision import Irregular
from reports.verification.integrity.container import read_signature
from reports.verification.trust import Trust, TrustJudge

ENDING = ".release.json"
_FORMAT = "zhijie-release-1"
_LIMIT_MB = 1
_PACKAGE_LIMIT_MB = 500
_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})\.(\d{1,4})(\.dev\d{1,4})?")


class NotARelease(ApplicationError):
    """A file that describes no release, or of which no description lies beside it."""

    code = "not_a_release"
    message = N_(
        "{name} is no update of this program: the signed description (….release.json) that belongs to it is missing or damaged. Nothing was installed; ask for all files of the release."
    )


class NoReleaseKey(ApplicationError):
    """This build of the program does not know who releases it."""

    code = "no_release_key"
    message = N_(
        "This copy of the program carries no release key, so it cannot tell whether {name} is genuine. Nothing was installed; compare the file's SHA-256 with the one published."
    )


class ReleaseNotGenuine(ApplicationError):
    """A release that others than those who release the program signed, or that was altered."""

    code = "release_not_genuine"
    message = N_(
        "{name} does not come from those who release this program, or was altered: {why} Nothing was installed; delete it and fetch the release again."
    )
    exit_code = 1


class NotAnUpdate(ApplicationError):
    """A genuine release that is not newer."""

    code = "not_an_update"
    message = N_(
        "{name} is version {version}; the program here is {here}, which is not older. Nothing was installed; keep what you have."
    )
    exit_code = 1


@dataclass(frozen=True, slots=True)
class Release:
    """A genuine release, newer than the program that looked at it."""

    version: str
    signer: CertificateFacts
    packages: tuple[Path, ...]
    """The packages that lie beside its description, each compared with it; at least one."""


def release_key() -> tuple[bytes, ...]:
    """Returns the certificates (PEM) whose releases this copy of the program takes; none in a build that names none."""
    path = resources.path("version.txt").with_name("release.pem")
    return (path.read_bytes(),) if path.is_file() else ()


def check_release(path: Path, keys: Sequence[bytes], now: datetime, here: str | None = None) -> Release:
    """Returns a release, once everything about it was found to be genuine.

    Args:
        path: its description, or one of its packages with the description beside it.
        keys: certificates (PEM) of those whose releases are taken.
        now: with a time zone.
        here: the version of the program that looks; this one's where it is None.

    Raises:
        NoReleaseKey: when there is no key to compare with.
        NotARelease: when the description is missing or damaged, or none of its packages is there.
        ReleaseNotGenuine: when somebody else signed it, or a package is not the one that it names.
        NotAnUpdate: when it is not newer.
        UnreadableFile: when a file cannot be read.
    """
    if not keys:
        raise NoReleaseKey(name=path.name)
    description = path if path.name.endswith(ENDING) else _description_of(path)
    tree, signer = _signed_tree(description, keys, now)
    version, running = str(tree["version"]), resources.version() if here is None else here
    if _order(version) <= _order(running):
        raise NotAnUpdate(name=description.name, version=version, here=running)
    packages = [
        description.parent / each["name"] for each in tree["files"] if (description.parent / each["name"]).is_file()
    ]
    if not packages or (path != description and path.name not in {package.name for package in packages}):
        raise NotARelease(name=path.name)
    digests = {each["name"]: each["sha256"] for each in tree["files"]}
    for package in packages:
        if _digest(package) != digests[package.name]:
            why = sentence("{file} is not the file that was released.", file=package.name)
            raise ReleaseNotGenuine(name=description.name, why=why)
    return Release(version, signer, tuple(packages))


def sign_release(packages: Sequence[Path], version: str, target: Path, pen: Pen) -> None:
    """Writes the description of a release beside its packages, and reads it back.

    Args:
        packages: all in the folder of `target`.
        version: such as `0.9.1`.
        target: ends in `.release.json`; an existing file is replaced.
        pen: of whoever releases the program.

    Raises:
        ValueError: when the version is none, a package lies elsewhere, or there is none.
        ApplicationError: when a file cannot be read, the key does not sign, or nothing can be written.
    """
    from reports.signature.cms import signature_container

    elsewhere = [package for package in packages if package.parent.resolve() != target.parent.resolve()]
    if _VERSION.fullmatch(version) is None or elsewhere or not packages or not target.name.endswith(ENDING):
        raise ValueError(version)
    listed = [{"name": each.name, "sha256": _digest(each), "size": each.stat().st_size} for each in packages]
    tree: dict[str, Any] = {"format": _FORMAT, "version": version, "files": listed}
    signature = signature_container(pen.identity, _message(tree)).dump()
    written = json.dumps(tree | {"signature": base64.b64encode(signature).decode()}, indent=1, ensure_ascii=False)
    files.write_bytes(target, written.encode())
    _signed_tree(target, [pen.identity.certificate.public_bytes(Encoding.PEM)], pen.now)


def _description_of(package: Path) -> Path:
    """Returns the description beside a package that names it."""
    for candidate in sorted(package.parent.glob(f"*{ENDING}")):
        try:
            listing: Any = read_json(files.read_bytes(candidate, _LIMIT_MB))
            if any(each["name"] == package.name for each in listing["files"]):
                return candidate
        except (UnreadableFile, ValueError, KeyError, TypeError, RecursionError):
            continue
    raise NotARelease(name=package.name)


def _signed_tree(path: Path, keys: Sequence[bytes], now: datetime) -> tuple[dict[str, Any], CertificateFacts]:
    """Returns what a description says and who signed it."""
    problem = NotARelease(name=path.name)
    data = files.read_bytes(path, _LIMIT_MB)
    with told_as(problem, path.name):
        tree: Any = read_json(data)
        signature = base64.b64decode(tree.pop("signature"), validate=True)
        sound = (
            set(tree) == {"format", "version", "files"}
            and tree["format"] == _FORMAT
            and _VERSION.fullmatch(tree["version"]) is not None
            and all(_is_entry(each) for each in tree["files"])
        )
        message = _message(tree)
    if not sound:
        raise problem
    try:
        container = read_signature(signature, message)
    except Irregular as error:
        raise ReleaseNotGenuine(name=path.name, why=_closed(error.sentence)) from error
    facts, pinned = CertificateFacts.of(container.certificate), _loaded(keys)
    at = min(now, facts.valid_until)
    judged = TrustJudge(Trust(tuple(each.public_bytes(Encoding.PEM) for each in pinned))).judge(
        container.certificate, container.chain, at, now
    )
    if not judged.trusted:
        why = sentence("it was signed by {name}, code {code}.", name=facts.name, code=facts.telephone_code)
        same = key_fingerprint(container.certificate) in {key_fingerprint(each) for each in pinned}
        raise ReleaseNotGenuine(name=path.name, why=judged.note if same else why)
    return tree, facts


def _closed(reason: Sentence) -> Sentence:
    return sentence("{reason}.", reason=reason)


def _is_entry(entry: Any) -> bool:
    name = entry["name"]
    plain = isinstance(name, str) and name == Path(name).name and "\\" not in name and name not in ("", ".", "..")
    return plain and set(entry) == {"name", "sha256", "size"} and isinstance(entry["size"], int)


def _loaded(keys: Sequence[bytes]) -> list[x509.Certificate]:
    return [certificate for pem in keys for certificate in read_certificates(pem, "release.pem")]


def _message(tree: dict[str, Any]) -> bytes:
    """The SHA-256 that is signed: like that of nothing else, so that no other signature can stand for it."""
    return hashlib.sha256(b"A release of Zhijie\n" + canonical(tree)).digest()


def _digest(path: Path) -> str:
    return hashlib.sha256(files.read_bytes(path, _PACKAGE_LIMIT_MB)).hexdigest()


def _order(version: str) -> tuple[int, int, int, bool]:
    """Orders versions; one in the making comes before its release."""
    match = _VERSION.fullmatch(version)
    if match is None:
        raise ValueError(version)
    return int(match[1]), int(match[2]), int(match[3]), match[4] is None

"""The evidence behind a report as one archive, bound to the report by digests."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable

from models.assessment import Evidence
from reports.mail.draft import Attachment

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def evidence_bundle(name: str, report: bytes, evidence: Iterable[tuple[Evidence, bytes]]) -> Attachment:
    """Returns the archive: a manifest that names the report's digest, and each file under its own digest.

    The same files give the same bytes. Files are stored under their digests, because names given by people may
    repeat, or hold what another system does not allow in names; the manifest keeps the names.

    Raises:
        ValueError: when a file is not the one that its digest says.
    """
    files = []
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for one, data in sorted(evidence, key=lambda item: item[0].digest):
            if hashlib.sha256(data).hexdigest() != one.digest:
                raise ValueError(f"evidence {one.digest} is not the file that was filed")
            suffix = one.name.rpartition(".")[2].lower() if "." in one.name else ""
            inside = f"evidence/{one.digest}" + (f".{suffix}" if suffix.isascii() and suffix.isalnum() else "")
            files.append(
                {"file": inside, "name": one.name, "sha256": one.digest, "media_type": one.media_type, "note": one.note}
            )
            # Photos and PDFs are packed already.
            archive.writestr(zipfile.ZipInfo(inside, _ZIP_EPOCH), data, zipfile.ZIP_STORED)
        manifest = {
            "format": "zhijie-evidence",
            "format_version": 1,
            "report_sha256": hashlib.sha256(report).hexdigest(),
            "files": files,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
        archive.writestr(zipfile.ZipInfo("manifest.json", _ZIP_EPOCH), text, zipfile.ZIP_DEFLATED)
    return Attachment(name, written.getvalue(), "application/zip")

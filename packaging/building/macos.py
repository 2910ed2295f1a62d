"""The macOS app, packed by PyInstaller on a Mac; written for the workflow file and not tried here."""

import sys
from pathlib import Path

from building import program
from building.inputs import ROOT, BuildRefused, run, uv

_LIBRARIES = (
    "pikepdf",
    "pyhanko",
    "pyhanko-certvalidator",
    "keyring",
    "reportlab",
    "sqlalchemy",
    "alembic",
    "procrastinate",
)
"""Libraries that look themselves up by their metadata or load parts by name."""


def app(out: Path) -> Path:
    """Builds `Zhijie.app` below a folder and returns it.

    Raises:
        BuildRefused: elsewhere than on macOS, or when PyInstaller fails.
    """
    if sys.platform != "darwin":
        raise BuildRefused("The macOS app is built on a Mac; .github/workflows/packages.yml does it.")
    data = [
        word for part in ("resources", "models", "reports", "ui") for word in ("--add-data", f"{ROOT / part}:{part}")
    ]
    whole = [word for name in _LIBRARIES for word in ("--copy-metadata", name)]
    run(
        [
            uv(), "run", "--frozen", "--group", "office", "--with", "pyinstaller", "pyinstaller", "--noconfirm", "--windowed", "--name", program.NAME,
            "--distpath", out, "--workpath", out / "work", "--specpath", out / "work", "--collect-submodules", "models",
            "--collect-submodules", "reports", "--collect-submodules", "ui", "--collect-submodules", "psycopg_binary", "--collect-data", "procrastinate", *data, *whole, ROOT / "main.py",
        ]
    )  # fmt: skip
    return out / f"{program.NAME}.app"

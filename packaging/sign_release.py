"""Signs a release: writes the description with which every copy of the program checks it.

    .venv/bin/python packaging/sign_release.py build/packages --key RELEASE.p12 --passphrase-file FILE

The certificate of the release key (`RELEASE.pem`) goes into `resources/release.pem` before the packages are built: a copy
takes only releases that this key, or one whose certificate stands beside it there, has signed.
"""

import argparse
import sys
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PACKAGES = (".exe", ".zip", ".deb", ".xz", ".dmg")


def main() -> int:
    """Signs all packages of a folder."""
    import resources
    from reports.acts.pen import SigningChoice
    from reports.acts.release import ENDING, sign_release

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="with the packages of one version")
    parser.add_argument("--key", type=Path, required=True, metavar="RELEASE.p12")
    parser.add_argument("--passphrase-file", type=Path, required=True, metavar="FILE")
    options = parser.parse_args()
    version = resources.version()
    packages = sorted(each for each in options.folder.iterdir() if each.suffix in PACKAGES and version in each.name)
    if not packages:
        parser.error(f"no package of version {version} in {options.folder}")
    target = options.folder / f"zhijie-{version}{ENDING}"
    secret = options.passphrase_file.read_text(encoding="utf-8").splitlines()[0]
    with SigningChoice(options.key, secret).opened(datetime.now().astimezone(), "en") as pen:
        sign_release(packages, version, target, pen)
    print(target, *(f"  {package.name}" for package in packages), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

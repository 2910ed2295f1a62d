"""Loads the tools in `packaging/`, which is no package: it would hide the library of that name."""

import importlib.util
import sys
from types import ModuleType

from tests import ROOT

FOLDER = ROOT / "packaging"


def packaging_module(name: str) -> ModuleType:
    """Returns one of the tools as a module."""
    spec = importlib.util.spec_from_file_location(f"zhijie_{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module

"""The tests; read in order, their docstrings are the specification."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The folder of the project."""

PATIENCE_S = 600
"""How long a test waits for something before it is taken for hung. A busy machine never reaches it."""

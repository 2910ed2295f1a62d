"""The tests; read in order, their docstrings are the specification."""

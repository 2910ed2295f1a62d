"""The rooms of `packaging/fuzz.py`."""

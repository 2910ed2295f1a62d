"""The rounds of `packaging/torture.py`: kills, damages, a hostile machine, power cuts."""

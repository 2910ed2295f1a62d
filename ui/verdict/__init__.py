"""How verdicts, remarks and replies look, to the factory and to the assessor alike."""

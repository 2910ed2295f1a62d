"""The page of the SME digital level: its questions and scenes, its result, and what goes over to the ladder and back."""

"""Words for people: units, times, and what an answer is about."""

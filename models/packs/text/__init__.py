"""The text of a pack as values that know their position."""

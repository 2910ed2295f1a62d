"""What stays around every page: rail, top bar, ladder, search, tour."""

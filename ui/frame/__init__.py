"""What surrounds every page: rail, top bar, ladder, search, tour."""

"""Pages as pictures: as signed, and as they are now."""

"""Pages as images: as signed, and as they are now."""

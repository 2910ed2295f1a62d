"""What a document claims, recomputed from its data."""

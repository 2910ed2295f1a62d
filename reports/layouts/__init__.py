"""How a paper is worked out and drawn from its data: by this program, and by the earlier ones that were kept by layout."""

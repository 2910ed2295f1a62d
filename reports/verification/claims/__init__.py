"""What a paper claims, worked out again from its data."""

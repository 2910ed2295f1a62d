"""A whole data folder in one file, and back."""

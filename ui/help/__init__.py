"""The help: short pages that can be read without a network."""

"""Catalogue packs: measures, recipes, shared services, subsidies."""

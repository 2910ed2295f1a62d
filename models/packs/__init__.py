"""Packs: rulebooks, overlays and catalogues read from files, checked, installed and combined."""

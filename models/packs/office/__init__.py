"""Packs as workbooks, for an office without a programmer."""

"""Commands about cases and answers: `check`, `evaluate`, `export`, `schema`, `sme-level`."""

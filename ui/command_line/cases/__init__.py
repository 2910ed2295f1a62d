"""Commands about cases and answers: `check`, `evaluate`, `export`, `schema`, `questions`, `sme-level`."""

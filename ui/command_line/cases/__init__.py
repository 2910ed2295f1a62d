"""Commands about cases, answers and rules: `check`, `evaluate`, `export`, `schema`, `packs`."""

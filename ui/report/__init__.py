"""The report: what it will look like, what to check before signing, then freeze, sign and e-mail."""

"""The report: a preview, what to check before signing, then freeze, sign and e-mail."""

"""Commands that write, sign, mail and check papers."""

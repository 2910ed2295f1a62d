"""Commands that write, sign, mail and check documents."""

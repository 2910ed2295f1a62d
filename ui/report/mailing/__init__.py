"""The letter with the report, and the letters that wait."""

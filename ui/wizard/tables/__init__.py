"""Many cards answered in one view: the scenarios, the maturity matrix, the indicators."""

"""A part of a case as a workbook: written for a colleague, read when it comes back."""

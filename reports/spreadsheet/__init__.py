"""Workbooks: everything of a report, one sheet a subject, every status with its trace; or an evaluation alone."""

from reports.spreadsheet.evaluation import evaluation_workbook
from reports.spreadsheet.report import write_spreadsheet

__all__ = ["evaluation_workbook", "write_spreadsheet"]

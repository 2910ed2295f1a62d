"""Workbooks: everything of a report, one sheet a subject, every status with its trace; or an evaluation or a plan alone."""

from reports.spreadsheet.evaluation import evaluation_workbook
from reports.spreadsheet.plan import plan_workbook
from reports.spreadsheet.report import write_spreadsheet

__all__ = ["evaluation_workbook", "plan_workbook", "write_spreadsheet"]

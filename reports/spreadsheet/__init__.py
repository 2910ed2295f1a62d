"""Workbooks: everything of a report, every status with its trace; an evaluation or a plan alone; inquiries to suppliers."""

from reports.spreadsheet.evaluation import evaluation_workbook
from reports.spreadsheet.inquiry import inquiry_workbook
from reports.spreadsheet.plan import plan_workbook
from reports.spreadsheet.report import write_spreadsheet

__all__ = ["evaluation_workbook", "inquiry_workbook", "plan_workbook", "write_spreadsheet"]

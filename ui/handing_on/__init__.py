"""What a manager hands on besides the report: pages, inquiries, calendar, and prints."""

"""The e-mail with the report, and the e-mails that wait."""

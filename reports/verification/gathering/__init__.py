"""Every file in folders, e-mails, mailboxes and archives becomes a task."""

"""Every file in folders, letters, mailboxes and archives becomes a task."""

"""Other plans beside the current one."""

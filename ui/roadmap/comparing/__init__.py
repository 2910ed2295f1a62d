"""Other plans beside the chosen one."""

"""What the program writes (reports, tables, drafts) and what it believes (verification). No Qt."""

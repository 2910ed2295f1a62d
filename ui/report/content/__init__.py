"""What goes into the report, and how it looks before anything is signed."""

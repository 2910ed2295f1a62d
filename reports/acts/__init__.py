"""What a person does with papers: write and sign a report, answer one, countersign it, note a verdict, send it.

Each act is one function for window, command line and demonstration alike. What is signed is verified before it is
put in its place, and what is written is read back and compared; the result says where it lies and what was found.
"""

"""The roadmap: the questions before it, the plan by quarter, its cost and its reasons."""

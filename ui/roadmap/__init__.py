"""The roadmap: the talk before it, the plan by quarter, its cost and its reasons."""

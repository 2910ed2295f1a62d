"""What the program knows and computes: no Qt, no PDF, runs without a screen."""

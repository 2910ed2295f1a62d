"""What the program knows and works out: no Qt, no PDF, runs without a screen."""

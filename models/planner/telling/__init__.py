"""The answer in words: steps, costs, reasons, what is missing and the alternatives."""

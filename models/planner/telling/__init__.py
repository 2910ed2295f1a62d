"""The answer in words: steps, costs, reasons, what is missing, what else there is."""

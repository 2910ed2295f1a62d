"""The result: which tier, why, what is missing, what is proven."""

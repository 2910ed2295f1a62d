"""The region: pyramid, shared services, where factories are stuck, publication; in the office's role."""

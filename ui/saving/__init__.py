"""Answers on their way to the disk: the queue, and the journal that survives a kill."""

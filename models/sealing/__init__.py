"""Encryption of a data folder: its key, sealed files, and which folders are open in this process."""

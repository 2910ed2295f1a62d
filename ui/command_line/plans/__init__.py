"""Commands about roadmaps: `plan` and `progress`."""

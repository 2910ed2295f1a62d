"""A region counted from facts of verified reports: its pyramid, where tiers are stuck, its progress, what it may publish."""

"""How a paper is drawn from its data: by this program, and by the earlier ones whose drawing was kept."""

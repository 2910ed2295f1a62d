"""What the person asks of a plan: goal, limits, wishes, own prices."""

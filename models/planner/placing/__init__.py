"""The proven plan by quarters, placed by half-months: when each step begins and ends, what is paid in each month, gates."""

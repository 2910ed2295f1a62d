"""What a person can choose for the program."""

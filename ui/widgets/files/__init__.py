"""Files in the window: dropped, chosen, saved, shown small, handed to other programs."""

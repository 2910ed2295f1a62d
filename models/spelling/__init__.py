"""How units, places and official codes are written, and which known word was probably meant."""

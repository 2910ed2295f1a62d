"""How a document is computed and drawn from its data: by this program, and by the archived programs of earlier layouts."""

"""The assessor's side: is this file genuine, what does it claim, and the signed reply."""

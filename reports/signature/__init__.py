"""What a signature in a file of ours consists of, byte by byte: its box, its revision, its container, its stamp."""

"""Published cells of many editions at once: which editions, their cells as frames, and as bytes of each format."""

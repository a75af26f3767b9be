"""What the files of returns, lines, sources and portals say, read strictly. No store, and nothing of one place."""

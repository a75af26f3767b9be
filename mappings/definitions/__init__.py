"""What the files of returns, lines, sources, findings and so on say, read strictly. No store, nothing of one place."""

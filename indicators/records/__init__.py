"""Record sets: rows about people, described by files, and the figures derived from them."""

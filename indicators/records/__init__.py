"""Record sets: rows about people, described by files, and the figures worked out from them."""

"""Records about people: files that hold them, read in a jail, typed, and checked without quoting a cell."""

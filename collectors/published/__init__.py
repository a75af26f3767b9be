"""Published files: a publisher's tidy CSV, read by a mapping file, never of record."""

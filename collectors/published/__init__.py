"""Published files: a publisher's tidy CSV, read as a mapping file says. A publisher is never of record."""

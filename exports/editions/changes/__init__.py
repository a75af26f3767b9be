"""What differs between two editions, or would differ, cell by cell."""

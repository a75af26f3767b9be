"""Published editions as signed zips, and their verification offline. Importing this package loads nothing else."""

"""Is the catalogue sound? Problems of definitions that load. Reads the ruleset alone."""

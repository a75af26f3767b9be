"""What another ruleset would change for a store: received files, editions, and all else in one report."""

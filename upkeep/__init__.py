"""Looking after a store: backup, restore, and what a doctor asks of it."""

"""Read-only checks of a store, its files and its settings: each says what it means and how to mend it."""

"""The doctor: read-only checks of a store, its files and its settings. Each says what it means and how to mend it."""

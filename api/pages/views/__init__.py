"""View builders: pure functions from frames and definitions to what a template shows."""

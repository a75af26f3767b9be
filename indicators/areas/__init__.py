"""Areas: the files that list them, and which area lies in which. Imports no other room of indicators."""

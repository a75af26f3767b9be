"""Returns falling due, and what moves a date: events and extensions. Asks nobody for a figure."""

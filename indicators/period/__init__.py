"""When a figure holds: period codes, their days, parts and neighbours. Imports no other room."""

"""When a figure holds. Period codes, their days, parts and neighbours. Imports no other room of indicators."""

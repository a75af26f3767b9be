"""An upload of figures: cells to figures of the catalogue, with every finding on the way.

Order: headings, resolve_keys, resolve_numbers, duplicates and sums, comparison with the store.
No record set comes in here.
"""

"""Returns mapped to indicators: definitions, due dates, filling, plans, and views of them. Imports run downwards."""

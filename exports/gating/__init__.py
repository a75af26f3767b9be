"""How the gate judges a filled return: what it shows, how its figures hang together, what must be hidden."""

"""How far each collection has come, read from what came in; never written down. Sends no messages."""

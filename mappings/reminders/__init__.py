"""When returns open and fall due, who was granted longer, and how far everybody is."""

"""What an audience may see of a filled return. Nothing here knows a file format or reads the store."""

"""Areas: the files that list them, and the book that answers what lies in what. Imports no other room."""

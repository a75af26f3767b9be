"""What readers are told, and the program that writes the reference pages from the definitions."""

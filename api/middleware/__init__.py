"""What is done around every request, whichever route answers it. Knows no route."""

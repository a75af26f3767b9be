"""What returns ask for, what anybody has to key, and what is saved."""

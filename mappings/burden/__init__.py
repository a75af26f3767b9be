"""What returns ask for, what anybody has to key, and what that costs. Read-only: it changes no plan."""

"""Care of a store: backup, restore, and the doctor's checks. It changes no figure and serves no request."""

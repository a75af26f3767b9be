"""What must take effect once, whichever process comes first: claims of work, leases, messages, keys. Knows no job and no return."""

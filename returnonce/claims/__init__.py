"""What must take effect once, whichever process comes first: job runs, background tasks, messages, keys.

It knows no job and no return.
"""

"""What every room stands on: settings, store, errors, clock, audit, claims, blobs, vault, access, webhooks.

It knows no figure, no return and no job.
"""

"""What every room stands on: settings, store, errors, clock, audit, claims, blobs, vault, access, webhooks.

It knows no figure, no return and no job.
"""

#: The release, for the package too.
VERSION = "0.1.0"

"""Uploads by API: body, name, queue, receipts and lists. The checks themselves are in collectors."""

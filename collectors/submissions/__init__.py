"""What every kind of upload comes to: findings, verdict, receipt, and a submission's rows in the store.

Reads no file, and knows nothing of the rooms figures, records and published, which end here.
"""

"""What every kind of upload begins with and comes to: the file, the check's context; findings, verdict, receipt, rows.

Reads no table, and knows nothing of the rooms figures, records and published, which meet here.
"""

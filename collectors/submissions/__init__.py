"""What every kind of upload comes to: findings, verdict, receipt, and the rows of a submission in the store. Reads no file."""

"""The workbook that asks an agency for the figures it owes. It is read again by figures."""

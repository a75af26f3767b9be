"""A workbook model and its writers to XLSX: a fast one, and a slow one that proves it. No return is known here."""

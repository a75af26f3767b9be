"""The sender's own file back as a workbook: its own cells, those with findings marked, and every finding listed."""

"""One writer for each file format. A writer gets rows, cells or a workbook and gives bytes; it works out nothing."""

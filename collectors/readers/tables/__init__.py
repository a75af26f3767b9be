"""Files of several tables (a folder, a zip, a workbook, a census's XML), read in the sandbox. Knows no definitions."""

"""Files of several tables (a folder, a zip, a workbook, a census's XML), read in the sandbox.

Knows no definitions but the shapes of two censuses' XML.
"""

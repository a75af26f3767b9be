"""Sheets and columns that the layouts of several returns share."""

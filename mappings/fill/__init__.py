"""Fills a return: lines to cells, figures from the store into them. Knows no due dates and no plan."""

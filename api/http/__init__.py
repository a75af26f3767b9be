"""HTTP for routes and pages: ETags, ranges, paging, tables, bodies, problem details. Knows no figure and no return."""

"""HTTP for routes and pages: ETags, ranges, paging, tables, bodies, problem details. Knows no figures and no returns."""

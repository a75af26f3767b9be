"""HTTP as routes and pages use it: ETags, ranges, paging, tables, bodies, problem details. Nothing about figures or returns."""

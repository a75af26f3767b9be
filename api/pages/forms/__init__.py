"""Forms that browsers send to pages: read, and proved to come from a page of ours."""

"""One file per kind of reference page; each has ``pages(ruleset)``: file name to content."""

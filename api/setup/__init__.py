"""Pages at the first visit, where there is no store yet: what ``returnonce start`` asks, and the same making."""

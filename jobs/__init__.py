"""The work that the clock starts: jobs as data, and one file for each kind of task."""

"""The work that the clock starts: duties as data, and one file for each kind of task."""

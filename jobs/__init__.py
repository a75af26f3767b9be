"""Work that the clock starts: ``jobs.yaml`` says when, one file a job says what.

No page, no route and no command comes in here.
"""

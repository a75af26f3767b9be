"""A council's workspace: what is asked, what is suggested, which files follow, what is still open, and making it.

All but ``make_workspace`` only works things out; nothing is written before all of it is sound.
"""

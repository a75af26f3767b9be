"""The command line: one file a verb or family of verbs. Each builds the context, calls one function and prints."""

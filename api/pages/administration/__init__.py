"""The administrator's pages: people, keys, jobs, packs and places; each act is the command line's own function."""

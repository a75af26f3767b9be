"""A cache of responses about published editions, used only while nothing is written to the store."""

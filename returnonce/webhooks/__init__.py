"""Webhooks: who wants to be told of editions and dates, what there is to tell, and what came of telling it."""

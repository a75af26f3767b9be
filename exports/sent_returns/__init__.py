"""Returns of the schedule alone, made elsewhere: when they were sent, by whom, and what the portal said of them."""

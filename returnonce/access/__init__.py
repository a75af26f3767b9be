"""Who asks, and what they may do: accounts, keys, tokens, sessions, and the one policy that all doors ask."""

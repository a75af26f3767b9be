"""Signing in with the council's own accounts: OpenID Connect, authorisation code flow with PKCE."""

"""What another ruleset would change for those who work by this one. Nothing is stored, and no upload is read here."""

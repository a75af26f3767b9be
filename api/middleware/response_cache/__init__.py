"""Answers of published editions given again while the store is unchanged. Nothing is worked out here."""

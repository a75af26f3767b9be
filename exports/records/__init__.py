"""Returns made of records about people, as files: each written from record sets. No figure is worked out here."""

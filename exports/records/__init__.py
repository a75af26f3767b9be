"""Files of records: each return that is made of rows about people, written from a record set."""

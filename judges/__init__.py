"""The sector's own validators and schemas on what the product writes. For who works on the project; not shipped."""

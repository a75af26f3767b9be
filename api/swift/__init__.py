"""A front for published editions: answers that cannot have changed are given again without being made again."""

"""What somebody would take instead to check an upload: each tool with the same rules, written as its manual shows."""

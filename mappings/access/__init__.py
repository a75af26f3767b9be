"""What the access policy asks of the definitions: whom a thing concerns and how far a role reaches. No figures."""

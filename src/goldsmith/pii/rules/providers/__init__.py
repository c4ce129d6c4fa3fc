"""The forms of the providers' tokens: one table a family of services, one row a kind of token."""

"""Behind the counter: the merchant's side of the store, for whoever has the token."""

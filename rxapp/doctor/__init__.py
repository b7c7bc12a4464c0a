"""What a store needs around it: looked at one by one, with what to do where it isn't as it should be."""

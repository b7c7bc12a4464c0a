"""The way of a call, from the bytes that come to the bytes that go."""

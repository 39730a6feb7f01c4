"""Scales at the counter: what they say, and how it is heard."""

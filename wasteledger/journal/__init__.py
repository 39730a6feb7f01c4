"""The journal: the only writer of entries and of the projections folded from them."""

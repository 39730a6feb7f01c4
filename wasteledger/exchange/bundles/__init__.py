"""Bundles: one file that carries runs of books from one database to another, signed by who sends it."""

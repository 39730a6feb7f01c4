"""Files in and out: imports, exports, and bundles between the computers of a town."""

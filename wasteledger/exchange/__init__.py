"""Files in and out: imports, exports, and later the bundles between nodes."""

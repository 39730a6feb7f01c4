"""The counter: scan, weigh, print, next."""

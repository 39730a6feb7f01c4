"""The verbs of the field: each checks what it is asked, builds a body and appends it."""

"""Values and pure functions of the field: no database, no terminal, no clock."""

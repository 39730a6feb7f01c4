"""A town begun from its own workbook: a template to fill in, a check that marks every problem, all of it or nothing."""

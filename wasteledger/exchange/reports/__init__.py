"""Reports as files: tables for spreadsheets and programs, pages for people, the province's own sheet filled in."""

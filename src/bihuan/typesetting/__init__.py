"""Ground floor: a paper is described once and set as .docx, PDF and, where it is a table, .xlsx (GB/T 9704-2012)."""

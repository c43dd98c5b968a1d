"""留痕: every row that an act writes, field by field, so that the journal can say what each table should hold."""

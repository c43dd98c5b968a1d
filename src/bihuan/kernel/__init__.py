"""The ground floor: words, numbers, days and refusals. Pure: no Django, no database, no clock but clock."""

"""基础资料: the acts on units, accounts and the calendar, and the one that begins a ledger."""

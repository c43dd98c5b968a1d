"""Who may do which act. Pure: a table, an actor, a decision with its reason."""

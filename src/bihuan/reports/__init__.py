"""Reading room: counts and rates, each with its definition."""

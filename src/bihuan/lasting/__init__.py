"""长效: rules and systems that came of the work (S25), and what goes on for years (S11)."""

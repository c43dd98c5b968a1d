"""How an office sorts what it receives: learned from its own decisions, begun with general knowledge. Pure."""

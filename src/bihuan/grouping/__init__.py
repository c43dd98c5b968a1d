"""Which messages are about one event: the same place or party and the same matter, however it is said. Pure."""

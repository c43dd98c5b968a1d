"""公示: the public notice before a close-out, its period, its objections."""

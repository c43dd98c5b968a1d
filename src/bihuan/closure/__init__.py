"""销号、备案: the gates of a close-out, the close-out itself, and its filing."""

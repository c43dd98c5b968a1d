"""What a Chinese text says: words, names of places and parties, dates, sums, and which matter it is about. Pure."""

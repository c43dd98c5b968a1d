"""公开: what the public may read, and the review that lets it out."""

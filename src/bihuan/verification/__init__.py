"""核查: another unit checks, line by line, what was promised and what was asked."""

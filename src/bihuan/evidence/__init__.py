"""佐证: files stored once by their hash, typed, paired before and after."""

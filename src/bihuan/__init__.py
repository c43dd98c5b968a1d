"""Bihuan 闭环: from a public opinion to a struck-off, published item, one by one, with proof."""

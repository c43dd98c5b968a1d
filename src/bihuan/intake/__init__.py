"""来件: a file becomes a notice, its table and its opinions; a batch is made from it."""

"""台账与交办: the lifecycle table, the case, and the one writer of its state."""

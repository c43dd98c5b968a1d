"""The demonstration: an invented port zone whose items are walked through the loop by the acts and by nothing else."""

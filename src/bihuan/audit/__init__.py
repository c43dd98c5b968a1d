"""核账: do the tables say what the journal says, the journal what the log says, the files what their names say?"""

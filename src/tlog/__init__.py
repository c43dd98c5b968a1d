"""A transparency log: an append-only list whose every state is one signed line. No Django, no database, no cases.

Words, in the order in which they build on each other:

entry       some bytes, at most 65,535 of them; its place in the log is its *index*, from 0
leaf hash   SHA-256(0x00 ‖ entry);  node hash  SHA-256(0x01 ‖ left ‖ right)  (RFC 6962, RFC 9162 §2.1)
root        the hash over all entries of a log of a given *size*
proof       the few hashes by which anybody can tell that an entry is under a root (*inclusion*), or that a smaller log
            is the beginning of a larger one (*consistency*)
tile        256 hashes of one level side by side in one file, so that a log is a folder of files that never change
checkpoint  origin, size and root: three lines that say everything about a log at one moment
note        a text with signatures below it; a checkpoint is published as a note
witness     another party that signs a checkpoint too, once it has seen the log go on from the last it signed

The formats are C2SP's tlog-tiles, tlog-checkpoint, tlog-cosignature, tlog-proof and signed-note. What a module prints
is the only thing it reads: every parser refuses whatever its printer would not have written.
"""

"""The Merkle tree of RFC 6962 and RFC 9162 §2.1: hashes, roots, proofs. Hashes are 32 bytes; indexes count from 0."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
HASH_SIZE = 32

# The hash of the complete subtree at (level, index): level 0 are the leaves, each level halves their number.
HashAt = Callable[[int, int], bytes]


class ProofError(ValueError):
    """A proof that does not prove what it claims."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry."""
    return sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> bytes:
    """The hashes of many entries, side by side."""
    return b"".join([sha256(b"\x00" + entry).digest() for entry in entries])


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two neighbours."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


class Frontier:
    """What is needed to go on with a log: its size, and the roots of the complete subtrees it falls into.

    Appending costs one hash on average, whatever the size of the log.
    """

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if len(peaks) != size.bit_count():
            raise ValueError(
                f"a log of {size} entries falls into {size.bit_count()} subtrees, not {len(peaks)}"
            )
        self.size = size
        # The largest first, as the bits of the size are written.
        self.peaks = list(peaks)

    def append(self, leaf: bytes) -> None:
        """Take up one more leaf hash."""
        rest = self.size
        while rest & 1:
            leaf = node_hash(self.peaks.pop(), leaf)
            rest >>= 1
        self.peaks.append(leaf)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Take up many."""
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        """The root of the log as it stands."""
        if not self.peaks:
            return EMPTY_ROOT
        peaks = reversed(self.peaks)
        root = next(peaks)
        for peak in peaks:
            root = node_hash(peak, root)
        return root


def peaks_of(size: int, hash_at: HashAt) -> list[bytes]:
    """The roots of the complete subtrees a log of ``size`` falls into, the largest first."""
    return [hash_at(level, start >> level) for start, level in _subtrees(0, size)]


def tree_root(size: int, hash_at: HashAt) -> bytes:
    """The root of a log of ``size`` from stored hashes."""
    return Frontier(size, peaks_of(size, hash_at)).root()


def inclusion_proof(index: int, size: int, hash_at: HashAt) -> list[bytes]:
    """The hashes that lead from the entry at ``index`` to the root of a log of ``size`` (RFC 9162 §2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"a log of {size} entries has none at {index}")
    return _path(index, 0, size, hash_at)


def consistency_proof(old: int, new: int, hash_at: HashAt) -> list[bytes]:
    """The hashes that show a log of ``old`` entries to be the beginning of one of ``new`` (RFC 9162 §2.1.4.1)."""
    if not 0 < old <= new:
        raise ValueError(f"no proof leads from {old} to {new} entries")
    return _grown(old, 0, new, hash_at, known=True)


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise ProofError unless ``leaf`` is the leaf hash at ``index`` under ``root`` (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        raise ProofError(f"{size}条记录的日志没有序号{index}")
    here, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise ProofError("证明过长")
        if here & 1 or here == last:
            found = node_hash(step, found)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, step)
        here, last = here >> 1, last >> 1
    if last or found != root:
        raise ProofError("由证明算不出这个根")


def check_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Raise ProofError unless the log of ``old`` entries is the beginning of that of ``new`` (RFC 9162 §2.1.4.2)."""
    if not 0 < old <= new:
        raise ProofError(f"没有从{old}条到{new}条的证明")
    if old == new:
        if proof or old_root != new_root:
            raise ProofError("同样的条数有两个根")
        return
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    if not steps:
        raise ProofError("证明是空的")
    if _two_roots(old, new, steps) != (old_root, new_root):
        raise ProofError("较短的日志不是较长的日志的开头")


def _two_roots(old: int, new: int, steps: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The roots of both logs that ``steps`` lead to."""
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise ProofError("证明过长")
        if here & 1 or here == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            second = node_hash(second, step)
        here, last = here >> 1, last >> 1
    if last:
        raise ProofError("证明过短")
    return first, second


def _subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """(start, level) of the complete subtrees that [start, end) falls into; ``start`` is a multiple of the largest."""
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((start, level))
        start += 1 << level
    return found


def _hash_of(start: int, end: int, hash_at: HashAt) -> bytes:
    peaks = [hash_at(level, at >> level) for at, level in _subtrees(start, end)]
    return Frontier(end - start, peaks).root()


def _split(start: int, end: int) -> int:
    """Where RFC 9162 divides [start, end): after the largest power of two smaller than its length."""
    return start + (1 << (end - start - 1).bit_length() - 1)


def _path(index: int, start: int, end: int, hash_at: HashAt) -> list[bytes]:
    steps = []
    while end - start > 1:
        middle = _split(start, end)
        if index < middle:
            steps.append(_hash_of(middle, end, hash_at))
            end = middle
        else:
            steps.append(_hash_of(start, middle, hash_at))
            start = middle
    return steps[::-1]


def _grown(old: int, start: int, end: int, hash_at: HashAt, *, known: bool) -> list[bytes]:
    if old == end:
        return [] if known else [_hash_of(start, end, hash_at)]
    middle = _split(start, end)
    if old <= middle:
        return [*_grown(old, start, middle, hash_at, known=known), _hash_of(middle, end, hash_at)]
    return [*_grown(old, middle, end, hash_at, known=False), _hash_of(start, middle, hash_at)]

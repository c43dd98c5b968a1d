"""Which words of two texts differ, so that a reader need not look for them."""

from difflib import SequenceMatcher

Pieces = list[tuple[str, bool]]
# Beyond this the middle of two long texts is marked as a whole: nobody would wait for every letter.
_MOST = 250_000


def changed_words(before: str, after: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces, each with whether it is in one of them only; unmarked where one of them is empty."""
    if not before or not after:
        return _joined([(before, False)]), _joined([(after, False)])
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    left, right = _middle(old, new)
    head, tail = [(before[:start], False)], [(before[len(before) - end :], False)]
    return _joined([*head, *left, *tail]), _joined([*head, *right, *tail])


def _common(one: str, other: str) -> int:
    length = min(len(one), len(other))
    return next((at for at in range(length) if one[at] != other[at]), length)


def _middle(old: str, new: str) -> tuple[Pieces, Pieces]:
    if len(old) * len(new) > _MOST:
        return [(old, True)], [(new, True)]
    left: Pieces = []
    right: Pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left.append((old[a:b], kind != "equal"))
        right.append((new[c:d], kind != "equal"))
    return left, right


def _joined(pieces: Pieces) -> Pieces:
    """Without empty pieces, neighbours of one kind together."""
    whole: Pieces = []
    for text, changed in pieces:
        if text and whole and whole[-1][1] == changed:
            whole[-1] = (whole[-1][0] + text, changed)
        elif text:
            whole.append((text, changed))
    return whole

"""Short codes printed on papers: ten digits and letters of Crockford's base 32, made of what they stand for."""

import hashlib
import re

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OIL", "011")


def code_of(*what: str) -> str:
    """The code of ``what``: the first fifty bits of its SHA-256.

    Enough that nobody comes upon a second text for a code by chance, short enough to be typed from a sheet.
    """
    digest = hashlib.sha256("\n".join(what).encode()).digest()
    bits = int.from_bytes(digest[:7], "big") >> 6
    return "".join(_ALPHABET[bits >> shift & 31] for shift in range(45, -1, -5))


def typed_code(text: str) -> str:
    """A code as somebody typed it, as ``code_of`` prints it: blanks and dashes gone, O read as 0, I and L as 1."""
    return re.sub(r"[\s\-—－]", "", text).upper().translate(_MISREAD)


def print_code(code: str) -> str:
    """``code`` in two groups of five, as it stands on paper: 7K3MX-9QD2P."""
    return f"{code[:5]}-{code[5:]}"

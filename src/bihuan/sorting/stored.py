"""A learner as bytes, and back: numbers and JSON, nothing that could run. Pure."""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

FORMAT = 2
_ABOUT = "about"


def pack(about: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """What is to be kept, compressed."""
    said = np.frombuffer(json.dumps({"format": FORMAT, **about}, ensure_ascii=False).encode(), np.uint8)
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, **{_ABOUT: said, **arrays})
    return out.getvalue()


def unpack(content: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What was kept. Raises ValueError when it is something else or of another version."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        about = json.loads(arrays.pop(_ABOUT).tobytes())
    except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as problem:
        raise ValueError("not what a learner keeps") from problem
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise ValueError("kept by another version")
    return about, arrays

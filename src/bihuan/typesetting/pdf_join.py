"""Files of the typesetter made one file, which stays the archive copy (PDF/A-2b) that each of them was. Pure."""

import hashlib
import io
import re
from base64 import b64encode
from collections.abc import Iterable

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, Stream, String

_PAGES = re.compile(rb"(<xmpTPg:NPages>)\d+(?=<)")
_IDENTITY = re.compile(rb"(<xmpMM:(?:Document|Instance)ID>)[^<]*(?=<)")
_ID = 16  # bytes


def joined(files: Iterable[bytes]) -> bytes:
    """The pages of ``files``, at least one, in order. The same files make the same bytes.

    Title, day, language and colour profile are those of the first. Raises pikepdf.PdfError for what is no PDF.
    """
    digest, parts = hashlib.sha256(), []
    for content in files:
        digest.update(content)
        parts.append(Pdf.open(io.BytesIO(content)))
    whole = parts[0]
    for part in parts[1:]:
        whole.pages.extend(part.pages)
    _share_pictures(whole)
    _describe(whole, b64encode(digest.digest()[:_ID]))
    out = io.BytesIO()
    whole.save(
        out, deterministic_id=True, fix_metadata_version=False, object_stream_mode=ObjectStreamMode.disable
    )
    for part in parts:
        part.close()
    return out.getvalue()


def _share_pictures(whole: Pdf) -> None:
    """A photo that stands in several of the files is kept once: the typesetter writes the same one the same way."""
    kept: dict[bytes, Object] = {}
    for each in whole.objects:
        if not isinstance(each, Dictionary | Stream):
            continue
        named = each.get(Name.Resources, Dictionary()).get(Name.XObject, Dictionary())
        for name, picture in named.items():
            if picture.get(Name.Subtype) == Name.Image and Name.SMask not in picture:
                shown = b"%d %d " % (picture.Width, picture.Height) + picture.read_raw_bytes()
                named[name] = kept.setdefault(hashlib.sha256(shown).digest(), picture)


def _describe(whole: Pdf, identity: bytes) -> None:
    """The description of the file (XMP) and its identity, as they are of the whole."""
    metadata = whole.Root.Metadata
    told = _PAGES.sub(rb"\g<1>%d" % len(whole.pages), metadata.read_bytes())
    metadata.write(_IDENTITY.sub(rb"\g<1>" + identity, told))
    whole.trailer.ID = Array([String(identity), String(identity)])

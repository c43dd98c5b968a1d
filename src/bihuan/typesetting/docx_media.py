"""The pictures of a Word document: each file stands in it once, however often it is shown. Pure."""

import io
import warnings
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from PIL import Image

from bihuan.typesetting.paper import PhotoOf
from bihuan.typesetting.qr import qr_png

_EMU_A_MM = 36_000
_SUFFIX = {"JPEG": "jpeg", "PNG": "png"}
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_PLACED = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the document: its relation and file name there, its bytes, its shape (height by width)."""

    relation: str
    name: str
    content: bytes
    shape: float


@dataclass(slots=True)
class Media:
    """Collects the pictures while the blocks are set."""

    photo_of: PhotoOf
    _known: dict[str, Picture | None] = field(default_factory=dict)
    _shown: int = 0

    def pictures(self) -> list[Picture]:
        """Those that can be shown, in the order in which they were met."""
        return [picture for picture in self._known.values() if picture]

    def photo(self, sha256: str) -> Picture | None:
        """The photo with this hash. None when there is none or when what comes is no JPEG and no PNG."""
        if sha256 not in self._known:
            self._known[sha256] = self._taken_in(self.photo_of(sha256))
        return self._known[sha256]

    def qr(self, address: str) -> Picture | None:
        """The QR code of ``address``. None when it is longer than a code can hold."""
        key = f"qr {address}"
        if key not in self._known:
            try:
                self._known[key] = self._taken_in(qr_png(address))
            except ValueError:
                self._known[key] = None
        return self._known[key]

    def shown(self, picture: Picture, text: str, width: float, height: float) -> str:
        """A run that shows ``picture`` as large as ``width`` and ``height`` (mm) allow; ``text`` is read out for it."""
        self._shown += 1
        broad = min(width, height / picture.shape)
        size = f'cx="{round(broad * _EMU_A_MM)}" cy="{round(broad * picture.shape * _EMU_A_MM)}"'
        named = f'id="{self._shown}" name="图片{self._shown}" descr={quoteattr(text)}'
        return (
            f'<w:r><w:drawing><wp:inline xmlns:wp="{_PLACED}" distT="0" distB="0" distL="0" distR="0">'
            f"<wp:extent {size}/><wp:docPr {named}/>"
            f'<a:graphic xmlns:a="{_MAIN}"><a:graphicData uri="{_PICTURE}"><pic:pic xmlns:pic="{_PICTURE}">'
            f"<pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr>"
            f'<pic:blipFill><a:blip r:embed="{picture.relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
            "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )

    def _taken_in(self, content: bytes | None) -> Picture | None:
        kind = _kind(content) if content else None
        if content is None or kind is None:
            return None
        number = len(self._known) + 1
        suffix, shape = kind
        return Picture(f"rIdPicture{number}", f"picture{number}.{suffix}", content, shape)


def _kind(content: bytes) -> tuple[str, float] | None:
    """The suffix and shape of a picture. Only its header is read: how it is made fit for paper is not known here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=tuple(_SUFFIX)) as picture:
                # Extremely long strips would be set as a hair.
                return _SUFFIX[str(picture.format)], min(max(picture.height / picture.width, 0.05), 20)
    except Exception:
        # Whatever broken bytes make a decoder raise: no paper fails because of one picture.
        return None

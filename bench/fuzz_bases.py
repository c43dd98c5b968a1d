"""The sound files that `make bench-fuzz` changes: one paper and three tables in every form."""

import io
import os
from collections.abc import Callable
from typing import Any


def bases_of(kind: str) -> list[bytes]:
    """Sound files of a kind, to be changed: the notice, a list of opinions, a list of handled cases, numbers."""
    from tests.support import forms

    notices = [forms.NOTICE, *others()]
    makers: dict[str, Callable[[Any], bytes]] = {
        ".docx": forms.as_docx,
        ".doc": forms.as_doc,
        ".xlsx": forms.as_xlsx,
        ".xls": forms.as_xls,
        ".csv": forms.as_csv,
        ".txt": forms.as_text,
        ".html": forms.as_html,
        ".mht": forms.as_mht,
        ".ofd": forms.as_ofd,
        ".rtf": forms.as_rtf,
    }
    if maker := makers.get(kind):
        return [maker(notice) for notice in notices]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from tests.support import paged

    made = paged.as_pdf(forms.NOTICE)
    return [made, unpacked(made)] if kind == ".pdf" else in_other_forms(paged.as_scan(made, [0, 1]))


def unpacked(made: bytes) -> bytes:
    """The PDF with everything in it written out, so that a change lands in what is drawn and not in a packed stream."""
    import pikepdf

    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as document:
        document.save(
            stream,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return stream.getvalue()


def in_other_forms(scans: list[bytes]) -> list[bytes]:
    """The scans, and the same as PNG, WebP and one TIFF of several pages."""
    from PIL import Image

    pictures = [Image.open(io.BytesIO(scan)).reduce(2) for scan in scans]
    made = []
    for form, options in (
        ("PNG", {}),
        ("WEBP", {}),
        ("TIFF", {"save_all": True, "append_images": pictures[1:]}),
    ):
        stream = io.BytesIO()
        pictures[0].save(stream, form, **options)
        made.append(stream.getvalue())
    return [*scans, *made]


def others() -> list[Any]:
    """Papers of other kinds than a notice."""
    from bihuan.intake.figures.tests.documents import HANDLED, case
    from tests.support.forms import Notice

    opinions = [["序号", "编号", "意见内容", "来源", "收到日期"]]
    opinions += [
        [str(at), f"YJ-{at:03}", "河湾路路灯不亮，请维修。", "热线", "2024-05-06"] for at in range(1, 30)
    ]
    numbers = [
        ["单位名称", "受理数", "办结数", "办结率"],
        ["住建局", "10", "9", "90%"],
        ["合计", "10", "9", "90%"],
    ]
    return [
        Notice(["河湾片区意见清单"], opinions),
        Notice(
            ["一览表（第3批 2024年5月6日）"], [HANDLED, case(), case(序号="2", 受理编号="D2024050600013")]
        ),
        Notice(["五月份情况通报", "2024年5月，共受理10件。其中，已办结9件、未办结1件。"], numbers),
    ]

"""The original beside what was read of it: for whoever brought it; a draft is taken only when it was checked."""

import io
import json
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bihuan.documents.target_table import COLUMNS
from bihuan.intake.models import ImportedFile
from bihuan.intake.read import read_bytes
from bihuan.intake.tests.builders import CALENDAR
from bihuan.journal.models import Entry
from bihuan.kernel.canonical import sha256_hex
from bihuan.kernel.errors import Refused
from bihuan.triage.importing import import_reading
from bihuan.triage.list_diff import Rulings
from bihuan.typesetting import pdf
from bihuan.typesetting.paper import as_paper
from bihuan.typesetting.table import TablePaper
from tests.support.forms import NOTICE
from tests.support.world import World
from tests.web.office_builders import browser_of, words


@pytest.fixture(scope="module")
def table_pdf() -> bytes:
    rows = tuple(tuple(row) for row in NOTICE.rows[1:])
    return pdf.render(
        [as_paper(TablePaper("目标表", "整改目标表", COLUMNS, rows))], lambda _: None, fonts=None
    )


@pytest.fixture(scope="module")
def recognised_pdf(table_pdf: bytes) -> bytes:
    """The same with its text unseen, as software leaves it that put recognised words behind a scan."""
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(table_pdf)) as document:
        for page in document.pages:
            page.contents_coalesce()
            shown = page.Contents.read_bytes()
            page.Contents = document.make_stream(shown.replace(b"0 Tr", b"3 Tr"))
        document.save(stream)
    return stream.getvalue()


def previewed(client: Client, content: bytes, batch_id: int) -> Any:
    file = SimpleUploadedFile("目标表.pdf", content)
    return client.post(reverse("import"), {"file": file, "batch": batch_id}, follow=True)


def test_each_page_is_shown_beside_what_was_read_to_whoever_brought_it(
    world: World, table_pdf: bytes
) -> None:
    zhao = browser_of(world, "zhao")
    preview = previewed(zhao, table_pdf, world.batch.pk)
    address = preview.context["pages"][0]["url"]
    assert f'src="{address.replace("&", "&amp;")}"' in preview.content.decode()
    picture = zhao.get(address)
    assert picture["Content-Type"] == "image/jpeg"
    assert picture.content.startswith(b"\xff\xd8\xff")
    assert "private" in picture["Cache-Control"]
    assert browser_of(world, "qian").get(address).status_code == 404


def test_a_page_that_is_not_there_is_not_shown(world: World, table_pdf: bytes) -> None:
    zhao = browser_of(world, "zhao")
    address = previewed(zhao, table_pdf, world.batch.pk).context["pages"][0]["url"]
    for wrong in ("2", "0", "-1", "", "一", "9999999"):
        assert zhao.get(address.replace("page=1", f"page={wrong}")).status_code == 404
    assert zhao.get(reverse("import-page")).status_code == 404


def test_a_draft_is_taken_only_with_the_tick(world: World, recognised_pdf: bytes) -> None:
    zhao = browser_of(world, "zhao")
    preview = previewed(zhao, recognised_pdf, world.batch.pk)
    assert "此为扫描识别的草稿" in words(preview)
    sent = {"token": preview.context["form"].initial["token"]}
    before = ImportedFile.objects.count()
    refused = zhao.post(reverse("import-confirm"), sent)
    assert refused.status_code == 409
    assert "已对照原件逐项核对" in words(refused)
    assert ImportedFile.objects.count() == before
    zhao.post(reverse("import-confirm"), {**sent, "checked": "on", "lines": "new"})
    assert ImportedFile.objects.count() == before + 1


def test_a_file_with_text_asks_for_no_tick(world: World, table_pdf: bytes) -> None:
    preview = previewed(browser_of(world, "zhao"), table_pdf, world.batch.pk)
    assert 'name="checked"' not in preview.content.decode()


def test_the_journal_tells_that_a_draft_was_checked(world: World, recognised_pdf: bytes) -> None:
    reading = read_bytes(recognised_pdf, CALENDAR, name="目标表.pdf")
    how: dict[str, Any] = {
        "by": world.zhao,
        "now": world.now,
        "name": "目标表.pdf",
        "sha256": sha256_hex(recognised_pdf),
    }
    with pytest.raises(Refused) as refused:
        import_reading(reading, **how, batch_id=world.batch.pk)
    assert [finding.code for finding in refused.value.findings] == ["scan-not-checked"]
    import_reading(reading, **how, batch_id=world.batch.pk, checked=True, rulings=Rulings(others=False))
    assert json.loads(Entry.objects.latest("pk").data)["scan"] == "checked"

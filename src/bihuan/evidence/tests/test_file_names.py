import pytest

from bihuan.evidence.file_names import LONGEST, UNNAMED, Said, clean_name, partners, said_by


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("整改方案.pdf", "整改方案.pdf"),
        ("../../etc/整改方案.pdf", "整改方案.pdf"),
        ("C:\\用户\\李四\\整改方案.pdf", "整改方案.pdf"),
        ("/整改方案.pdf", "整改方案.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
        ("长" * 300, "长" * LONGEST),
        ("a." + "b" * 300, "a." + "b" * (LONGEST - 2)),
        ("方案\u202efdp.exe", "方案fdp.exe"),
        ("\u2066方\u200b案\ufeff\u2069.pdf", "方案.pdf"),
        ("方\x00案\r\n.pdf\x7f", "方案.pdf"),
        ("\ud800方案.pdf", "方案.pdf"),
        ("  方案.pdf  ", "方案.pdf"),
        ("cafe\u0301.txt", "café.txt"),
        ("CON", "CON"),
        ("con.txt", "con.txt"),
        ("..", UNNAMED),
        ("", UNNAMED),
        ("a/", UNNAMED),
        ("\u202e", UNNAMED),
    ],
)
def test_a_name_is_kept_as_one_line_without_anything_hidden(name: str, kept: str) -> None:
    assert clean_name(name) == kept
    assert clean_name(kept) == kept


@pytest.mark.parametrize(
    ("name", "kind", "spot"),
    [
        ("整改前1.jpg", "photo_before", "1"),
        ("整改后 001.JPG", "photo_after", "1"),
        ("整改前（1）.png", "photo_before", "1"),
        ("before1.png", "photo_before", "1"),
        ("After-01.HEIC", "photo_after", "1"),
        ("望海路（前）.jpg", "photo_before", "望海路"),
        ("望海路(后).jpg", "photo_after", "望海路"),
        ("望海路12号整改后.jpg", "photo_after", "望海路12号"),
        ("前.png", "photo_before", ""),
        ("后2.webp", "photo_after", "2"),
        ("前进路.jpg", "", ""),
        ("后勤楼.jpg", "", ""),
        ("整改前后对比.jpg", "", ""),
        ("IMG_20211205.jpg", "", ""),
        ("整改前.pdf", "", ""),
        ("整改方案.pdf", "plan", ""),
        ("关于召开专题会议的通知.docx", "meeting_notice", ""),
        ("会议纪要.doc", "meeting_minutes", ""),
        ("亮灯率统计.xlsx", "data", ""),
        ("没有扩展名", "", ""),
        ("", "", ""),
    ],
)
def test_a_name_says_what_the_file_is_when_it_says_it_plainly(name: str, kind: str, spot: str) -> None:
    assert said_by(name) == Said(kind, spot)


def test_photos_of_one_spot_are_partners_however_the_number_is_written() -> None:
    befores = ["整改前1.jpg", "整改前2.jpg", "整改前10.jpg"]
    assert partners(befores, ["整改后010.jpg", "整改后（1）.jpg"]) == {
        "整改后010.jpg": 2,
        "整改后（1）.jpg": 0,
    }


def test_one_photo_alone_on_each_side_needs_no_name() -> None:
    assert partners(["IMG_1.jpg"], ["IMG_9.jpg"]) == {"IMG_9.jpg": 0}


def test_nobody_is_suggested_where_two_would_fit_or_none_does() -> None:
    assert partners(["整改前1.jpg", "before1.jpg"], ["整改后1.jpg", "整改后3.jpg"]) == {}
    assert partners(["整改前1.jpg", "整改前2.jpg"], ["整改后1.jpg", "after1.jpg"]) == {}
    assert partners([], ["整改后1.jpg"]) == {}
    assert partners(["整改前1.jpg"], []) == {}

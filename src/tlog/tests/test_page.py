"""A citizen checks a saved page with a copied log: what it says, what it hides, what it leaves out."""

import json
from pathlib import Path

import pytest

from tlog.fsck import Problem
from tlog.page import check_page, embed, read_page
from tlog.store import Folder, append
from tlog.tests.logs import ITEM, KEY, ORIGIN, published, sealed, sign
from tlog.verify import main

RESULT = "路面已修复 <全长200米>，\n照明恢复 & 井盖更换"
MEASURES: list[str] = ["更换井盖", "修补路面"]
CLOSED = published(result=RESULT, measures=MEASURES, score=95, note=None)
CLOSED_AT = 2
ENTRIES = [sealed(0), sealed(1), CLOSED, sealed(3), published(about="甲字〔2022〕7号/5", result="另一件")]
SHOWN = (
    '<h1>公开</h1><p>结果：<span data-log="2 result">路面已修复 &lt;全长200米&gt;，<br>'
    "照明恢复 &amp; <b>井盖更换</b></span></p>"
    '<ul>\n<li data-log="2 measures.0"> 更换井盖 </li>\n<li data-log="2 measures.1">修补路面</li></ul>'
    '<p data-log="2 score">95</p>'
)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "log"
    append(path, ORIGIN, ENTRIES, sign)
    return path


def page_of(body: str = SHOWN, *embedded: str) -> str:
    scripts = "".join(embedded) or embed(CLOSED_AT, CLOSED)
    return f'<!doctype html><html lang="zh-CN"><head><title>公开</title></head><body>{body}{scripts}</body></html>'


def check(log: Path, html: str) -> list[Problem]:
    return check_page(read_page(html), Folder(log), len(ENTRIES))


def codes(log: Path, html: str) -> list[str]:
    return [found.code for found in check(log, html)]


def test_a_page_that_says_what_the_log_says_is_sound(log: Path) -> None:
    assert check(log, page_of()) == []


def test_what_is_embedded_cannot_end_its_element() -> None:
    entry = published(result="</script><script>alert(1)</script><!--")
    html = embed(0, entry)
    assert html.count("<") == 2
    assert read_page(html).entries == {0: entry}
    assert json.loads(html[html.index(">") + 1 : html.rindex("<")])["public"]["result"].startswith(
        "</script>"
    )


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("200米", "300米"),
        (">95<", "> 9 5 <"),
        ("更换井盖 ", "更换井盖（部分）"),
        ("路面已修复", "路面<!-- -->未修复"),
        ("<b>井盖更换</b>", "<b hidden>井盖更换</b>"),
        ("<b>井盖更换</b>", "<b>井盖更换</b><i>等</i>"),
    ],
)
def test_a_word_changed_on_the_page_is_found(log: Path, said: str, instead: str) -> None:
    assert said in SHOWN
    assert "page-says-otherwise" in codes(log, page_of(SHOWN.replace(said, instead)))


def test_words_that_only_look_different_are_the_same(log: Path) -> None:
    html = SHOWN.replace("路面已修复", "路面已<em></em>修<span hidden>不</span>复<!-- 注 -->")
    assert check(log, page_of(html)) == []


@pytest.mark.parametrize(
    "hiding",
    [
        '<p hidden data-log="2 score">95</p>',
        '<div hidden><p data-log="2 score">95</p></div>',
        '<p style="color:red; DISPLAY : none" data-log="2 score">95</p>',
        '<p style="visibility:hidden" data-log="2 score">95</p>',
        '<template><p data-log="2 score">95</p></template>',
        '<noscript><p data-log="2 score">95</p></noscript>',
        '<!-- <p data-log="2 score">95</p> -->',
        '<select><option data-log="2 score">95</option></select>',
        '<div hidden><img alt=""><br><p data-log="2 score">95</div>',
        "",
    ],
)
def test_what_is_hidden_is_not_shown(log: Path, hiding: str) -> None:
    shown = '<p data-log="2 score">95</p>'
    assert shown in SHOWN
    found = check(log, page_of(SHOWN.replace(shown, hiding)))
    assert [(each.code, each.serious) for each in found] == [("page-hides", False)]
    assert "“score”" in found[0].message


def test_a_hidden_copy_does_not_excuse_a_wrong_word(log: Path) -> None:
    html = SHOWN.replace(">95<", ">59<") + '<p hidden data-log="2 score">95</p>'
    assert codes(log, page_of(html)) == ["page-says-otherwise"]


def test_what_comes_after_something_hidden_is_seen_again(log: Path) -> None:
    for before in (
        "<p hidden>x</p>",
        "<template><p>x</template>",
        "<svg><path hidden /></svg>",
        "<img hidden>",
    ):
        assert check(log, page_of(before + SHOWN)) == []


def test_a_slash_does_not_close_what_is_no_void_element(log: Path) -> None:
    """A browser reads ``<div hidden/>`` as open."""
    assert codes(log, page_of(f"<div hidden/>{SHOWN}</div>")) == ["page-hides"]


def test_of_an_attribute_given_twice_the_first_counts(log: Path) -> None:
    """As in a browser."""
    twice = SHOWN.replace('data-log="2 score"', 'data-log="2 score" data-log="2 note"')
    assert check(log, page_of(twice)) == []


def test_an_entry_that_is_not_the_logs_is_found(log: Path) -> None:
    forged = published(result="从未公开")
    assert "page-entry-differs" in codes(log, page_of(SHOWN, embed(CLOSED_AT, forged)))
    assert "page-entry-differs" in codes(log, page_of(SHOWN, embed(99, CLOSED)))
    assert "page-entry-not-public" in codes(log, page_of(SHOWN, embed(0, sealed(0))))


def test_what_cannot_be_read_is_named(log: Path) -> None:
    for broken in (
        embed(CLOSED_AT, CLOSED).replace("}", ""),
        embed(CLOSED_AT, CLOSED).replace('data-index="2"', 'data-index="02"'),
        embed(CLOSED_AT, CLOSED).replace('data-index="2"', ""),
        embed(CLOSED_AT, CLOSED) + embed(CLOSED_AT, ENTRIES[4]),
    ):
        assert "page-entry-broken" in codes(log, page_of(SHOWN, broken))
    assert codes(log, page_of("<p>没有出处</p>", "<script>1</script>")) == ["page-without-entries"]


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        ("2 nothing", "page-mark-unknown"),
        ("2 measures", "page-mark-unknown"),
        ("2 measures.2", "page-mark-unknown"),
        ("1 score", "page-mark-unknown"),
        ("score", "page-mark-unreadable"),
        ("02 score", "page-mark-unreadable"),
    ],
)
def test_a_mark_that_leads_nowhere_is_named(log: Path, mark: str, code: str) -> None:
    assert code in codes(log, page_of(SHOWN.replace('"2 score"', f'"{mark}"')))


def test_a_revocation_that_the_page_leaves_out_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, saved = tmp_path / "log", tmp_path / "page.html"
    append(log, ORIGIN, ENTRIES, sign)
    saved.write_text(page_of(), "utf-8")
    command = [str(log), "--key", str(KEY.public()), "--page", str(saved)]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "4处文字与日志一致" in said
    assert "　　measures：更换井盖、修补路面" in said

    revoked = published("revoke_close_out", reason="问题反弹")
    append(log, ORIGIN, [sealed(9), revoked, b'{"about":"' + ITEM.encode() + b'","act":1}'], sign)
    assert main(command) == 1
    said = capsys.readouterr().out
    assert "第7条：日志中还有关于" in said
    assert "revoke_close_out" in said

    told = SHOWN + '<p data-log="6 reason">问题反弹</p>'
    saved.write_text(page_of(told, embed(CLOSED_AT, CLOSED), embed(6, revoked)), "utf-8")
    assert main(command) == 0
    assert main([*command[:-1], str(tmp_path / "none.html")]) == 2
    saved.write_bytes("公开".encode("gb18030"))
    assert main(command) == 2
    assert "不是 UTF-8" in capsys.readouterr().err


def test_a_hint_is_no_failure(log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved = tmp_path / "page.html"
    saved.write_text(page_of(SHOWN.replace('data-log="2 score"', "")), "utf-8")
    assert main([str(log), "--key", str(KEY.public()), "--page", str(saved)]) == 0
    assert "提示：第3条：记录中的“score”没有显示在网页上" in capsys.readouterr().out

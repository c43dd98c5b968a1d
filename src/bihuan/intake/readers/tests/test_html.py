"""Web pages: words and tables in order; nothing run, nothing fetched, nothing lost in silence."""

import pytest

from bihuan.intake.readers import open_blocks
from bihuan.intake.readers.blocks import Blocks, Grid
from bihuan.kernel.errors import NotReadable


def page(body: str, encoding: str = "utf-8") -> Blocks:
    return open_blocks(
        f"<html><head><title>题</title></head><body>{body}</body></html>".encode(encoding), "a.html"
    )


def grids(body: str) -> list[Grid]:
    return list(page(body).grids())


def test_words_stand_in_order_without_scripts_styles_and_what_is_hidden() -> None:
    read = page(
        "<nav><a>首页</a></nav><style>p{}</style><script>x='<p>脚本</p>'</script><h1>关于路灯的\n通知</h1>"
        "<p>第一段&nbsp;&amp;&#12308;2022&#12309;<br>第二行</p><div style='DISPLAY: none'>看不见</div>尾"
    )
    assert list(read.lines()) == ["首页", "关于路灯的通知", "第一段 &〔2022〕", "第二行", "尾"]


def test_a_line_break_of_the_source_parts_latin_words_and_joins_chinese_ones() -> None:
    assert list(page("<p>望海路\n  路灯 new\nlamps</p>").lines()) == ["望海路路灯 new lamps"]


def test_merged_cells_are_filled_in_both_directions() -> None:
    (grid,) = grids(
        "<table><tr><th rowspan=2>序号<th colspan=2>整改<th rowspan=0>部门</tr><tr><th>内容<th>目标<th>x</tr>"
        "<tr><td>1<td rowspan=3>路灯<td>亮<td>建设局</tr><tr><td>2<td>暗<td>城管局</tr></table>"
    )
    assert grid.rows == [
        ["序号", "整改", "整改", "部门"],
        ["序号", "内容", "目标", "x"],
        ["1", "路灯", "亮", "建设局"],
        ["2", "路灯", "暗", "城管局"],
    ]
    assert grid.covered == {(1, 0), (3, 1)}


def test_a_table_that_arranges_the_page_is_looked_through() -> None:
    read = page(
        "<table><tr><td><p>通知</p><table><tr><td>编号<td>意见<tr><td>1<td>路灯不亮，请修。</table><p>尾</table>"
    )
    assert [part.rows if isinstance(part, Grid) else part.text for part in read.parts] == [
        "通知",
        [["编号", "意见"], ["1", "路灯不亮，请修。"]],
        "尾",
    ]


def test_a_small_table_within_a_cell_is_the_text_of_the_cell() -> None:
    (grid,) = grids(
        "<table><tr><td>编号<td>意见内容<tr><td>1<td>望海路路灯夜间不亮，群众出行很不安全。"
        "<table><tr><td>附<td>表<tr><td>甲<td>乙</table></table>"
    )
    assert grid.rows[1] == ["1", "望海路路灯夜间不亮，群众出行很不安全。\n附\n表\n甲\n乙"]


def test_the_numbers_of_a_list_are_written_out() -> None:
    (grid,) = grids("<table><tr><td>措施<td>x<tr><td><ol><li>排查<li><p>更换</p></ol><td>y</table>")
    assert grid.rows[1][0] == "1. 排查\n2. 更换"
    assert list(page("<ol start=3><li>甲<li>乙</ol>").lines()) == ["3. 甲", "4. 乙"]


def test_the_number_excel_really_kept_is_taken_for_the_shortened_one() -> None:
    (grid,) = grids('<table><tr><td>编号<td>x<tr><td x:num="120210990100007">1.2021E+14<td>y</table>')
    assert grid.rows[1][0] == "120210990100007"


def test_hidden_rows_are_left_out_and_told() -> None:
    read = page("<table><tr><td>甲<td>乙<tr style='display:none'><td>1<td>2<tr><td>3<td>4</table>")
    assert [grid.rows for grid in read.grids()] == [[["甲", "乙"], ["3", "4"]]]
    assert [finding.code for finding in read.findings] == ["rows-hidden"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16"])
def test_a_page_is_read_in_any_encoding_whatever_it_says_of_itself(encoding: str) -> None:
    words = (
        "縣政府辦理路燈維修，請於期限內改善完畢並回覆民眾。"
        if encoding == "big5"
        else "望海路路灯不亮，请有关部门尽快维修。"
    )
    content = f"<html><head><meta charset='iso-8859-1'></head><body><p>{words}</p></body></html>".encode(
        encoding
    )
    assert list(open_blocks(content, "a.htm").lines()) == [words]


@pytest.mark.parametrize("opened", ["<div>", "<table><tr><td>", "<font>"])
def test_a_page_nested_too_deep_is_refused_and_never_half_read(opened: str) -> None:
    with pytest.raises(NotReadable, match="层次过深"):
        page(opened * 5000 + "路灯")


def test_a_table_that_claims_to_be_vast_is_refused() -> None:
    with pytest.raises(NotReadable, match="过大"):
        page("<table><tr>" + "<td rowspan=65000 colspan=1000>甲</td>" * 50 + "</tr></table>")


def test_entities_of_its_own_and_outside_files_are_not_opened() -> None:
    content = (
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y "扩张">]><html><body>'
        "<p>&x;&y;路灯</p><iframe src='file:///etc/hostname'>框</iframe><object data='x'>物</object></body></html>"
    )
    (line,) = (line for line in open_blocks(content.encode(), "a.html").lines() if "路灯" in line)
    assert "扩张路灯" not in line
    assert not any("框" in line or "物" in line for line in open_blocks(content.encode(), "a.html").lines())

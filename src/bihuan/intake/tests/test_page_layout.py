"""Ink at places becomes paragraphs and tables, as a person reads the page."""

from collections.abc import Sequence

from bihuan.intake.readers.blocks import Grid, Paragraph
from bihuan.intake.readers.page_layout import Layout, Page, Rule, Word, layout_of

SIZE = 10.0
WIDTH, HEIGHT = 600.0, 800.0


def words(text: str, x: float, y: float, size: float = SIZE) -> list[Word]:
    """A line of text that begins at ``x`` and stands at ``y``: Latin half as broad."""
    placed = []
    for char in text:
        breadth = size / 2 if char < "\u0250" else size
        placed.append(Word(x, y, x + breadth, y + size, char))
        x += breadth
    return placed


def page(number: int, placed: Sequence[Word], rules: Sequence[Rule] = ()) -> Page:
    return Page(number, WIDTH, HEIGHT, tuple(placed), tuple(rules))


def lattice(xs: Sequence[float], ys: Sequence[float]) -> list[Rule]:
    """Every line of a table, from edge to edge."""
    return [
        *(Rule(xs[0], y, xs[-1], y) for y in ys),
        *(Rule(x, ys[0], x, ys[-1]) for x in xs),
    ]


def grids(layout: Layout) -> list[Grid]:
    return [part for part in layout.parts if isinstance(part, Grid)]


def texts(layout: Layout) -> list[str]:
    return [part.text for part in layout.parts if isinstance(part, Paragraph)]


XS = (50.0, 100.0, 200.0, 400.0)
HEAD = [*words("序号", 60, 105), *words("编号", 110, 105), *words("意见内容", 210, 105)]


def row(y: float, *cells: str) -> list[Word]:
    return [word for x, cell in zip(XS, cells, strict=False) for word in words(cell, x + 5, y + 5)]


def test_a_ruled_table_is_read_cell_by_cell_and_each_knows_its_place() -> None:
    ink = [*HEAD, *row(120, "1", "20220001", "路灯不亮"), *row(140, "2", "20220002", "道路积水")]
    (grid,) = grids(layout_of([page(2, ink, lattice(XS, (100, 120, 140, 160)))]))
    assert grid.rows == [
        ["序号", "编号", "意见内容"],
        ["1", "20220001", "路灯不亮"],
        ["2", "20220002", "道路积水"],
    ]
    assert grid.place(2, 1) == "第2页表1第3行第2列"


def test_lines_of_a_cell_that_only_the_edge_parted_are_joined_and_typed_breaks_stay() -> None:
    long = "望海路沿线的路灯有三十六盏不亮夜间出"
    ink = [
        *HEAD,
        *words("1", 60, 125),
        *words("202200010000", 105, 125, 15),  # as broad as the cell
        *words("001", 105, 140, 15),
        *words(long, 205, 125),
        *words("行不安全。", 205, 140),
        *words("2. 请尽快修好。", 205, 155),
    ]
    (grid,) = grids(layout_of([page(1, ink, lattice(XS, (100, 120, 170)))]))
    assert grid.rows[1] == ["1", "202200010000001", f"{long}行不安全。\n2. 请尽快修好。"]


def test_two_phrases_of_one_length_below_each_other_stay_two() -> None:
    narrow = (50.0, 100.0, 145.0, 400.0)
    ink = [
        *words("立即整改", 102, 125),
        *words("长期执行", 102, 140),
        *words("1", 60, 130),
        *words("是", 200, 130),
    ]
    (grid,) = grids(layout_of([page(1, ink, lattice(narrow, (120, 160)))]))
    assert grid.rows == [["1", "立即整改\n长期执行", "是"]]


def test_a_missing_rule_merges_cells_and_what_goes_on_below_is_covered() -> None:
    rules = [
        *lattice(XS, (100, 120)),
        Rule(50, 120, 50, 160),
        Rule(100, 120, 100, 160),
        Rule(200, 120, 200, 160),
        Rule(400, 120, 400, 160),
        Rule(100, 140, 400, 140),  # the first column has none here
        Rule(50, 160, 400, 160),
    ]
    ink = [*HEAD, *words("一", 60, 135), *row(120, "", "甲", "灯"), *row(140, "", "乙", "水")]
    (grid,) = grids(layout_of([page(1, ink, rules)]))
    assert grid.rows == [["序号", "编号", "意见内容"], ["一", "甲", "灯"], ["一", "乙", "水"]]
    assert grid.covered == {(2, 0)}


def test_a_table_goes_on_over_the_page_without_its_repeated_header() -> None:
    first = page(1, [*HEAD, *row(120, "1", "甲", "路灯不亮。")], lattice(XS, (100, 120, 140)))
    second = page(2, [*HEAD, *row(120, "2", "乙", "道路积水。")], lattice(XS, (100, 120, 140)))
    (grid,) = grids(layout_of([first, second]))
    assert [cells[0] for cells in grid.rows] == ["序号", "1", "2"]
    assert grid.place(2) == "第2页表1第2行"


def test_a_row_that_the_page_broke_is_one_row_again() -> None:
    first = page(1, [*HEAD, *row(120, "1", "甲", "望海路路灯不亮，夜间")], lattice(XS, (100, 120, 140)))
    rest = [*row(100, "", "", "出行不安全。"), *row(120, "2", "乙", "道路积水。")]
    second = page(2, rest, lattice(XS, (100, 120, 140)))
    (grid,) = grids(layout_of([first, second]))
    assert [cells[0] for cells in grid.rows] == ["序号", "1", "2"]
    assert grid.rows[1][2].replace("\n", "") == "望海路路灯不亮，夜间出行不安全。"


def test_a_cell_merged_over_the_page_break_stands_for_the_rows_behind_it() -> None:
    first = page(1, [*HEAD, *row(120, "1", "甲", "灯。")], lattice(XS, (100, 120, 140)))
    second = page(2, row(100, "", "乙", "水。"), lattice(XS, (100, 120)))
    (grid,) = grids(layout_of([first, second]))
    assert grid.rows[1:] == [["1", "甲", "灯。"], ["1", "乙", "水。"]]
    assert grid.covered == {(2, 0)}


def test_tables_with_text_between_them_stay_two() -> None:
    rules = [*lattice(XS, (100, 120, 140)), *lattice(XS, (300, 320, 340))]
    ink = [
        *HEAD, *row(120, "1", "甲", "灯"), *words("二、其他事项", 50, 200),
        *row(300, "序号", "编号", "意见内容"), *row(320, "1", "丙", "水"),
    ]  # fmt: skip
    layout = layout_of([page(1, ink, rules)])
    assert [grid.name for grid in grids(layout)] == ["第1页表1", "第1页表2"]
    assert texts(layout) == ["二、其他事项"]


def test_page_numbers_and_running_heads_are_left_out() -> None:
    pages = [
        page(n, [*words("临港文件", 50, 20), *words(f"第{n}段。", 50, 100 + 60 * n), *words(f"— {n} —", 280, 770)])
        for n in (1, 2, 3)
    ]  # fmt: skip
    assert texts(layout_of(pages)) == ["临港文件", "第1段。", "第2段。", "第3段。"]


def test_a_paragraph_is_joined_over_its_lines_and_over_the_page() -> None:
    full = "各责任部门要高度重视社会评价意见建议整改工作把整改工作摆上重要议事"
    first = page(1, [*words(full[:-2], 70, 700), *words(full, 50, 716)])
    second = page(2, [*words("日程。", 50, 60), *words("各部门要抓好落实。", 70, 80)])
    assert texts(layout_of([first, second])) == [f"{full[:-2]}{full}日程。", "各部门要抓好落实。"]


def test_columns_below_each_other_are_a_table_without_any_rule() -> None:
    ink = [
        *row(100, "序号", "编号", "意见内容"),
        *row(120, "1", "甲", "望海路路灯不亮，"),
        *row(132, "", "", "夜间不安全。"),
        *row(152, "2", "乙", "道路积水。"),
    ]
    (grid,) = grids(layout_of([page(1, ink)]))
    assert grid.rows[0] == ["序号", "编号", "意见内容"]
    assert [cells[:2] for cells in grid.rows[1:]] == [["1", "甲"], ["2", "乙"]]
    assert grid.rows[1][2].replace("\n", "") == "望海路路灯不亮，夜间不安全。"


def test_a_frame_around_text_is_no_table() -> None:
    layout = layout_of([page(1, words("特此通知。", 60, 110), lattice((50, 400), (100, 160)))])
    assert grids(layout) == []
    assert texts(layout) == ["特此通知。"]


def test_a_word_of_several_characters_is_cut_where_a_rule_parts_it() -> None:
    ink = [Word(60, 105, 300, 115, "序号甲乙丙丁戊己庚辛壬癸")]  # as a machine recognises a line across cells
    (grid,) = grids(layout_of([page(1, ink, lattice((50, 100, 400), (100, 120)))]))
    assert grid.rows == [["序号", "甲乙丙丁戊己庚辛壬癸"]]


def test_what_was_recognised_without_being_sure_is_named_with_its_place() -> None:
    ink = [Word(55, 105, 75, 115, "序号", 0.99), Word(205, 105, 245, 115, "意见内客", 0.6)]
    layout = layout_of([page(1, ink, lattice(XS, (100, 120)))])
    assert layout.unsure == (("第1页表1第1行第3列", "意见内客"),)


# ── what is alike on two pages ──


def two_pages(first: list[tuple[str, ...]], second: list[tuple[str, ...]]) -> list[list[str]]:
    ys = [100.0 + 20 * n for n in range(6)]
    pages = []
    for number, rows in enumerate((first, second), 1):
        ink = [word for y, cells in zip(ys, rows, strict=False) for word in row(y, *cells)]
        pages.append(page(number, ink, lattice(XS, ys[: len(rows) + 1])))
    (grid,) = grids(layout_of(pages))
    return grid.rows


def test_rows_that_are_alike_at_the_top_of_two_pages_are_both_kept() -> None:
    again = ("临港区", "水", "已办结。")
    assert two_pages([again, ("海宁县", "大气", "未办结。")], [again, ("海宁县", "水", "已办结。")]) == [
        list(again), ["海宁县", "大气", "未办结。"], list(again), ["海宁县", "水", "已办结。"],
    ]  # fmt: skip


def test_a_row_below_the_header_is_kept_though_it_comes_again_there() -> None:
    head, again = ("类型", "来源", "意见内容"), ("投诉", "热线", "路灯不亮。")
    assert two_pages([head, again], [head, again, ("建议", "来信", "加班次。")]) == [
        list(head), list(again), list(again), ["建议", "来信", "加班次。"],
    ]  # fmt: skip


def test_a_header_of_unknown_names_is_dropped_where_figures_stand_below_it() -> None:
    head = ("甲方", "乙方", "丙方")
    assert two_pages([head, ("1", "2", "好")], [head, ("2", "3", "好")]) == [
        list(head), ["1", "2", "好"], ["2", "3", "好"],
    ]  # fmt: skip


def test_a_title_above_and_the_numbers_of_the_columns_below_go_with_the_header() -> None:
    head = [("目标表", "", ""), ("序号", "编号", "意见内容"), ("1", "2", "3")]
    assert two_pages([*head, ("1", "甲", "灯")], [*head, ("2", "乙", "水")]) == [
        *map(list, head), ["1", "甲", "灯"], ["2", "乙", "水"],
    ]  # fmt: skip


def test_rows_without_rulings_are_no_running_head_though_they_are_alike_but_for_their_figures() -> None:
    lines = [
        [*row(60, str(n), f"2022000{n}", "路灯不亮。"), *row(75, str(n + 1), f"2022000{n + 1}", "井盖坏了。")]
        for n in (1, 3)
    ]
    found = layout_of([page(n, ink) for n, ink in enumerate(lines, 1)])
    assert [cells[0] for grid in grids(found) for cells in grid.rows] == ["1", "2", "3", "4"]

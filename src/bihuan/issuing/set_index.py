"""目录 of a set: a page that opens without a network and without a script, and the same as a workbook. Pure.

Whatever stands in names and texts is text: everything is escaped on the page, and a cell of the workbook runs nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import quote

from bihuan.issuing.packing import Entry
from bihuan.typesetting import xlsx
from bihuan.typesetting.table import Align, Column, TablePaper, print_day, printable

PAGE, BOOK, SUMS = "00-目录.html", "00-目录.xlsx", "SHA256SUMS"
_COLUMNS = (
    Column("序号", 11, Align.CENTER),
    Column("文件夹", 34),
    Column("文件名", 54),
    Column("内容", 24, Align.CENTER),
    Column("字节数", 17, Align.CENTER),
    Column("SHA-256", 64),
    Column("备注", 21),
)
_STYLE = """
body { margin: 2em auto; max-width: 60em; padding: 0 1em; color: #1a1a1a; background: #fff;
  font: 16px/1.6 "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.5em; margin: 0 0 .2em; } h2 { font-size: 1.15em; margin: 1.6em 0 .4em; }
p { margin: .3em 0; } .small { color: #555; font-size: .875em; } .bad { color: #b00020; }
table { border-collapse: collapse; width: 100%; margin-bottom: 1em; }
.files { table-layout: fixed; } .files .i { width: 3.5em; } .files .w { width: 13em; } .files .s { width: 5em; }
.files .h { width: 10em; } .files .k, .told th { white-space: normal; }
th, td { border: 1px solid #999; padding: .35em .5em; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: #f0f3f7; } th, .n, .k { white-space: nowrap; } .n { text-align: right; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2em 1em; margin: .8em 0; }
dt { color: #555; } dd { margin: 0; }
a { color: #0b4da2; } code { font-family: Consolas, Menlo, monospace; font-size: .85em; }
@media (max-width: 45em) { .files { table-layout: auto; } .files .h, .files td:last-child { display: none; }
  .files .w, .files .s { width: auto; } }
@media print { body { margin: 0; max-width: none; } a { color: inherit; text-decoration: none; } }
""".strip()


@dataclass(frozen=True, slots=True)
class Listing:
    """A table on a page beside those of the files: its title, its headings, and a text a cell."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Where a page leads besides its files: ``address`` from the page itself."""

    address: str
    label: str


@dataclass(frozen=True, slots=True)
class Inside:
    """One case in the set of a batch: the folder it lies in (with its slash), its page, and what it is about."""

    folder: str
    page: str
    position: int
    number: str
    content: str
    unit: str
    state: str
    files: int
    problems: int


def page(
    title: str,
    facts: Sequence[tuple[str, str]],
    entries: Sequence[Entry],
    made_on: date,
    *,
    inside: Sequence[Inside] | None = None,
    below: str = "",
    listings: Sequence[Listing] = (),
    links: Sequence[Link] = (),
) -> bytes:
    """The page of the files at or under ``below``, whose links lead from there; of a batch, with its cases."""
    parts = [_links(links), _facts(facts), *_problems([entry for entry in entries if entry.problem])]
    for folder, files in _by_folder(entries):
        words = folder.removeprefix(below).rstrip("/") or "文件"
        parts += [f"<h2>{_text(words)}（{len(files)}件）</h2>", _files(files, below)]
    parts += [_listing(each) for each in listings]
    if inside is not None:
        parts += [f"<h2>整改事项（{len(inside)}项）</h2>", _cases(inside)]
    return whole(title, "\n".join(parts) + _dated(made_on))


def book(title: str, entries: Sequence[Entry], made_on: date) -> bytes:
    """The same files as a workbook, one a row."""
    rows = tuple(
        (
            str(at),
            entry.folder.rstrip("/") or "（最上层）",
            entry.name,
            entry.what,
            str(entry.size),
            entry.sha256,
            entry.problem,
        )
        for at, entry in enumerate(entries, start=1)
    )
    return xlsx.render(TablePaper("目录", title, _COLUMNS, rows, dated=made_on))


def whole(title: str, body: str) -> bytes:
    """A page around ``body``, which is markup. It asks for nothing and runs nothing, whatever stands beside it."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        "<!doctype html>\n"
        f'<html lang="zh-CN"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>\n{_STYLE}\n</style></head>\n<body>\n"
        f"<h1>{_text(title)}</h1>\n{body}</body></html>\n"
    ).encode()


def _dated(made_on: date) -> str:
    return (
        f'\n<p class="small">生成日期：{print_day(made_on)}。各文件的校验值见最上层的 {SUMS}；'
        "注明“草稿”的文书尚未定稿，仅供查阅。</p>\n"
    )


def _links(links: Sequence[Link]) -> str:
    words = "　".join(f'<a href="./{quote(link.address)}">{_text(link.label)}</a>' for link in links)
    return f"<p>{words}</p>" if words else ""


def _listing(listing: Listing) -> str:
    heads = "".join(f"<th>{_text(heading)}</th>" for heading in listing.headings)
    rows = "".join(
        "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>" for row in listing.rows
    )
    title = f"<h2>{_text(listing.title)}（{len(listing.rows)}条）</h2>"
    return f'{title}<table class="told"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    rows = "".join(f"<dt>{_text(label)}</dt><dd>{_text(value)}</dd>" for label, value in facts if value)
    return f"<dl>{rows}</dl>"


def _problems(broken: Sequence[Entry]) -> list[str]:
    if not broken:
        return []
    rows = "".join(f"<li>{_text(entry.path)}：{_text(entry.problem)}</li>" for entry in broken)
    return [f'<h2 class="bad">请注意（{len(broken)}件）</h2><ul class="bad">{rows}</ul>']


def _by_folder(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    folders: dict[str, list[Entry]] = {}
    for entry in entries:
        folders.setdefault(entry.folder, []).append(entry)
    return list(folders.items())


def _files(files: Sequence[Entry], below: str) -> str:
    rows = "".join(
        f'<tr><td class="n">{at}</td><td>{_link(entry, below)}</td><td class="k">{_text(entry.what)}</td>'
        f'<td class="n">{_size(entry.size)}</td><td><code>{entry.sha256[:16]}</code></td></tr>'
        for at, entry in enumerate(files, start=1)
    )
    heads = (
        '<th class="n i">序号</th><th>文件</th><th class="w">内容</th><th class="n s">大小</th>'
        '<th class="h">校验值（前16位）</th>'
    )
    return f'<table class="files"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _cases(inside: Sequence[Inside]) -> str:
    if not inside:
        return "<p>暂无整改事项。</p>"
    rows = "".join(
        f'<tr><td class="n">{case.position}</td>'
        f'<td class="k"><a href="{_address(case.folder + case.page)}">{_text(case.number)}</a></td>'
        f"<td>{_text(case.content)}</td><td>{_text(case.unit)}</td>"
        f'<td class="k">{_text(case.state)}</td><td class="n">{case.files}{_with_problems(case)}</td></tr>'
        for case in inside
    )
    names = ("序号", "问题编号", "整改内容", "责任单位", "环节", "件数")
    heads = "".join(f"<th>{name}</th>" for name in names)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _with_problems(case: Inside) -> str:
    return f'<br><span class="bad">{case.problems}件有问题</span>' if case.problems else ""


def _link(entry: Entry, below: str) -> str:
    if not entry.sha256:
        return f'{_text(entry.name)}<br><span class="bad">{_text(entry.problem)}</span>'
    more = f'<br><span class="bad">{_text(entry.problem)}</span>' if entry.problem else ""
    return f'<a href="{_address(entry.path.removeprefix(below))}">{_text(entry.name)}</a>{more}'


def _address(path: str) -> str:
    """``./`` before it, so that no name is read as the name of a protocol."""
    return "./" + quote(path)


def _size(size: int) -> str:
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def _text(text: str) -> str:
    return escape(printable(text)).replace("\n", "<br>")

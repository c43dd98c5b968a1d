"""对账: what a later list of the superior says otherwise than what it said before. Pure, and linear in both.

Compared is the superior's word with the superior's word: what was decided, edited or answered here since is no
difference. A blank cell and a missing column say nothing. The words of two files are the same when they are the same
in simplified characters, half-width, without blanks and line breaks, so that another form of a list is no other list.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bihuan.kernel.findings import Finding, block, warn
from bihuan.kernel.words import Labelled
from bihuan.language.script import plain
from bihuan.triage.list_status import News, is_status_column, news_in

TEXT, KIND, SOURCE, RECEIVED = "意见内容", "意见建议类型", "来源", "收到日期"
# What an opinion is called by the superior: no column to be compared, and told only where it changed.
NUMBER = "问题编号"
# Two lines of fewer characters may well be two opinions.
LEAST_TO_KNOW_AGAIN = 6
MOST_NAMED = 5


class ListScope(Labelled):
    """What a file is, as the clerk says: of a list that is not complete, nothing can be missing."""

    PART = "part", "新增或者部分清单"
    COMPLETE = "complete", "全量清单（未列入的视为撤回）"
    RETURNS = "returns", "退回重办清单"
    WITHDRAWALS = "withdrawals", "撤回清单"


@dataclass(frozen=True, slots=True)
class Stored:
    """An opinion that is here: ``columns`` is what the superior last said of it, by the names of columns.

    ``stands``: what its lists last did to it, as far as that still holds. ``closed_on``: when its case was struck off.
    ``loose``: columns that only another document told of: other words there are added, and no difference.
    ``called``: the number that a later list gave it, where that is not its own.
    """

    key: int
    number: str
    text: str
    columns: Mapping[str, str]
    stands: News | None = None
    closed_on: date | None = None
    in_table: bool = False
    loose: frozenset[str] = frozenset()
    called: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the new file: what it says by the names of columns, and the columns without a meaning of their own.

    ``formerly``: the number that the file itself says it had before.
    """

    number: str
    text: str
    columns: Mapping[str, str]
    extra: Mapping[str, str]
    where: str = ""
    of_table: bool = False
    formerly: str = ""

    @property
    def own(self) -> str:
        """The number it is stored under when it is new: the first it had."""
        return self.formerly or self.number


@dataclass(frozen=True, slots=True)
class Change:
    """One column, before and after; an empty name where no column but the list as a whole says so."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What the file says otherwise of one opinion. ``fills``: what is only added, or what nobody need look at.

    ``renamed``: the number it had and the one that it has in the file.
    """

    stored: Stored
    line: Line | None = None
    news: News | None = None
    told_by: Change | None = None
    changes: tuple[Change, ...] = ()
    fills: tuple[Change, ...] = ()
    renamed: Change | None = None

    @property
    def where(self) -> str:
        """The place in the file; empty for what the file lacks."""
        return self.line.where if self.line else ""


@dataclass(frozen=True, slots=True)
class Renumbered:
    """疑似改号: a new number with the words of an opinion whose own number the file does not have.

    ``same``: whether the clerk says that it is that opinion; None while nothing is said.
    """

    line: Line
    stored: Stored
    same: bool | None = None


@dataclass(frozen=True, slots=True)
class Rulings:
    """What the clerk says of lines that look renumbered.

    ``named``: by the new number, the key of the opinion that it is, or None for a new one. ``others``: of every pair
    that is not named, whether it is the same opinion.
    """

    named: Mapping[str, int | None] = field(default_factory=dict)
    others: bool | None = None

    def of(self, line: Line, stored: Stored) -> bool | None:
        """Whether the two are one opinion. What was said of another pair is not said of this one."""
        if line.number not in self.named:
            return self.others
        key = self.named[line.number]
        return None if key not in (None, stored.key) else key is not None


NOTHING_SAID = Rulings()


@dataclass(frozen=True, slots=True)
class ListDiff:
    """A file against what is here. ``differences`` has one entry an opinion, in the order of the file."""

    new: tuple[Line, ...] = ()
    differences: tuple[Difference, ...] = ()
    unchanged: tuple[Stored, ...] = ()
    renumbered: tuple[Renumbered, ...] = ()
    # Lines of a list of withdrawals whose number is not here.
    unknown: tuple[Line, ...] = ()
    # By the number of a line, the number of the opinion it tells of, where that is another one.
    own_numbers: Mapping[str, str] = field(default_factory=dict)

    @property
    def changed(self) -> tuple[Difference, ...]:
        """Those with another word in some column."""
        return tuple(each for each in self.differences if each.changes)

    def having(self, news: News) -> tuple[Difference, ...]:
        """Those that were withdrawn, returned or restored."""
        return tuple(each for each in self.differences if each.news is news)

    @property
    def renamed(self) -> tuple[Difference, ...]:
        """Those that are known under another number from now on."""
        return tuple(each for each in self.differences if each.renamed)

    @property
    def filled(self) -> tuple[Difference, ...]:
        """Those of which the file only says more than was known."""
        return tuple(each for each in self.differences if not (each.changes or each.news or each.renamed))

    def counts(self) -> dict[str, int]:
        """How many of each, for the journal and for ``bihuan import --json``."""
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            **{news.value: len(self.having(news)) for news in News},
            "renumbered": len(self.renumbered),
            "renamed": len(self.renamed),
            "unchanged": len(self.unchanged) + len(self.filled),
        }

    @property
    def amends(self) -> bool:
        """Whether anything here is for a person to look at."""
        return any(each.changes or each.news for each in self.differences)


def list_diff(
    stored: Sequence[Stored],
    lines: Iterable[Line],
    scope: ListScope = ListScope.PART,
    rulings: Rulings = NOTHING_SAID,
) -> ListDiff:
    """Everything the file says otherwise, and what it says anew.

    What looks renumbered counts as new until the clerk says that it is the old one.
    """
    listed: dict[str, Line] = {}
    for line in lines:
        listed.setdefault(line.number, line)
    known = _known(stored, listed)
    met = {known[number].key for number in listed if number in known}
    new = [line for line in listed.values() if line.number not in known]
    absent = [each for each in stored if each.key not in met]
    unknown: list[Line] = []
    if scope is ListScope.WITHDRAWALS:
        new, unknown = [], new
    renumbered = tuple(_renumbered(new, absent, rulings)) if new and absent else ()
    known |= {pair.line.number: pair.stored for pair in renumbered if pair.same}
    differences: list[Difference] = []
    unchanged: list[Stored] = []
    for line in listed.values():
        if (before := known.get(line.number)) is None:
            continue
        if found := _compared(before, line, scope):
            differences.append(found)
        else:
            unchanged.append(before)
    if scope is ListScope.COMPLETE:
        gone = {pair.stored.key for pair in renumbered if pair.same}
        left = [each for each in absent if each.key not in gone]
        differences += _missing(left, listed.values(), renumbered)
    return ListDiff(
        tuple(line for line in new if line.number not in known),
        tuple(differences),
        tuple(unchanged),
        renumbered,
        tuple(unknown),
        {
            number: own
            for number, line in listed.items()
            if number != (own := known[number].number if number in known else line.own)
        },
    )


def _known(stored: Iterable[Stored], listed: Mapping[str, Line]) -> dict[str, Stored]:
    """By the number of a line, the opinion it tells of: the one of that number, else the one a list renumbered so,
    else the one that had the number the line says it had.

    A file that has both numbers of an opinion tells of two.
    """
    own = {each.number: each for each in stored}
    known = dict(own)
    for each in own.values():
        if each.called and each.number not in listed:
            known.setdefault(each.called, each)
    for line in listed.values():
        if line.formerly in own and line.formerly not in listed:
            known.setdefault(line.number, own[line.formerly])
    return known


def diff_findings(diff: ListDiff, scope: ListScope, *, new_batch: bool) -> list[Finding]:
    """What somebody should know of the comparison before it is applied, and what stands against it."""
    findings = []
    if scope is ListScope.WITHDRAWALS and new_batch:
        message = "撤回清单须并入已有的批次，没有找到该批次；请核对发文字号，或者选择所属批次。"
        findings.append(block("nothing-to-withdraw", message, clause="S2"))
    if scope is ListScope.COMPLETE and diff.having(News.WITHDRAWN) and not _in_common(diff):
        message = (
            "全量清单与本批次已有的意见没有一条编号相同，按此导入将全部视为撤回；请核对所选批次，"
            "确为全部撤回的，请改选“撤回清单”并导入撤回的编号。"
        )
        findings.append(block("nothing-in-common", message, clause="S2"))
    if diff.unknown:
        message = (
            f"撤回清单中有{len(diff.unknown)}条编号本批次没有（{_named(diff.unknown)}），未作处理；请核对。"
        )
        findings.append(warn("withdrawn-unknown", message, where=diff.unknown[0].where, clause="S2"))
    return [*findings, *_renumbering_findings(diff.renumbered)]


def _renumbering_findings(renumbered: Sequence[Renumbered]) -> Iterator[Finding]:
    """Nobody's opinion comes in twice unseen: somebody says of each pair what it is."""
    same = "与已有意见的内容完全相同，疑似上级改号；"
    if pairs := [each for each in renumbered if each.same is None]:
        ask = "请逐条认定是原意见改号还是新意见，再确认导入。"
        message = f"编号{_paired(pairs)}共{len(pairs)}条{same}{ask}"
        yield block("number-changed", message, where=pairs[0].line.where, clause="S13")
    if pairs := [each for each in renumbered if each.same is False]:
        message = f"编号{_paired(pairs)}共{len(pairs)}条{same}已认定为新意见，按新增意见保存。"
        yield warn("number-changed", message, where=pairs[0].line.where, clause="S13")


def _paired(pairs: Sequence[Renumbered]) -> str:
    named = "、".join(f"{each.line.number}（原{each.stored.number}）" for each in pairs[:MOST_NAMED])
    return named + ("等" if len(pairs) > MOST_NAMED else "")


def _in_common(diff: ListDiff) -> bool:
    return bool(diff.unchanged) or any(each.line for each in diff.differences)


def _named(lines: Sequence[Line]) -> str:
    return "、".join(line.number for line in lines[:MOST_NAMED]) + ("等" if len(lines) > MOST_NAMED else "")


def _compared(before: Stored, line: Line, scope: ListScope) -> Difference | None:
    told = _news(before, line, scope)
    news, by = told or (None, None)
    changes, fills = [], []
    for name, after in (*line.columns.items(), *line.extra.items()):
        known = before.columns.get(name, "")
        if known == after or not after or (known and plain(known) == plain(after)):
            continue
        change = Change(name, known, after)
        if not known or name in before.loose or is_status_column(name):
            fills.append(change)
        elif by is None or by.field != name:
            changes.append(change)
    called = before.called or before.number
    renamed = Change(NUMBER, called, line.number) if line.number != called else None
    if news is None and not (changes or fills or renamed):
        return None
    return Difference(before, line, news, by, tuple(changes), tuple(fills), renamed)


def _news(before: Stored, line: Line, scope: ListScope) -> tuple[News, Change] | None:
    """What the line does to the opinion, unless an earlier list has done it already."""
    said = news_in(line.extra.items())
    if said is None and scope in _OF_SCOPE:
        said = (_OF_SCOPE[scope], "")
    news, column = said or (None, "")
    cell = line.extra.get(column, "")
    by = Change(column, before.columns.get(column, ""), cell)
    if news is News.WITHDRAWN:
        return None if before.stands is News.WITHDRAWN else (News.WITHDRAWN, by)
    if news is News.RETURNED:
        # A column goes on saying so until the matter is done: only other words there send it back once more.
        again = plain(by.before) != plain(cell) if column else before.stands is not News.RETURNED
        return (News.RETURNED, by) if again else None
    if before.stands is News.WITHDRAWN:
        return News.RESTORED, Change("", "", "")
    return _handed_down_again(before, line)


_OF_SCOPE = {ListScope.RETURNS: News.RETURNED, ListScope.WITHDRAWALS: News.WITHDRAWN}


def _handed_down_again(before: Stored, line: Line) -> tuple[News, Change] | None:
    """A line that is dated after its case was struck off is handed down once more."""
    known, day = before.columns.get(RECEIVED, ""), line.columns.get(RECEIVED, "")
    if before.closed_on is None or not day or day == known or day <= before.closed_on.isoformat():
        return None
    return News.RETURNED, Change(RECEIVED, known, day)


def _missing(
    absent: Iterable[Stored], listed: Collection[Line], renumbered: Iterable[Renumbered]
) -> Iterator[Difference]:
    """What a complete list lacks. A target table alone is complete as a table: it never held every opinion."""
    only_table = all(line.of_table for line in listed)
    now_called = {each.stored.key: each.line.number for each in renumbered if not each.same}
    for stored in absent:
        if stored.stands is News.WITHDRAWN or (only_table and not stored.in_table):
            continue
        number = now_called.get(stored.key)
        note = f"全量清单未列入；编号{number}的内容与其相同，疑似改号" if number else "全量清单未列入"
        yield Difference(stored, news=News.WITHDRAWN, told_by=Change("", "", note))


def _renumbered(new: Iterable[Line], absent: Iterable[Stored], rulings: Rulings) -> Iterator[Renumbered]:
    """Each new line with an opinion of the very same words and no other date, each opinion once."""
    waiting: dict[str, dict[str, list[Stored]]] = {}
    for stored in absent:
        by_day = waiting.setdefault(plain(stored.text), {})
        by_day.setdefault(stored.columns.get(RECEIVED, ""), []).append(stored)
    for line in new:
        words, day = plain(line.text), line.columns.get(RECEIVED, "")
        by_day = waiting.get(words, {})
        found = next((each for each in ((day, "") if day else by_day) if each in by_day), None)
        if found is None or len(words) < LEAST_TO_KNOW_AGAIN:
            continue
        stored = by_day[found].pop(0)
        yield Renumbered(line, stored, rulings.of(line, stored))
        if not by_day[found]:
            del by_day[found]

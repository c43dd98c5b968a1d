"""A browser for stories told through the pages alone: it reads what a page shows, presses what stands on it, and
sends a form as it was found, with what somebody typed.

    zhao = Browser()
    zhao.opens("/login").sends("登录", {"username": "zhao", "password": PASSWORD})
    zhao.opens("/cases/1").clicks("交办").sends("交办")
    zhao.opens("/cases/1/assign-case").is_refused(409, "S3", press="交办")

A field that is not on the page cannot be filled, a choice that is not offered cannot be chosen, a button that is not
there cannot be pressed, and the CSRF token is checked. Choices are named by their words. After every refusal the
page must still hold what was typed, and every row of the database must be as it was.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from django.test import Client

from bihuan.kernel import clock
from bihuan.kernel.clock import OFFICE_ZONE

Typed = Mapping[str, "str | bool | Sequence[str] | SimpleUploadedFile"]
# What a visit leaves behind without anybody having done anything.
OF_THE_VISIT = {"sessions", "axes"}


@dataclass
class Choice:
    """One thing to choose: what is sent, what is read, whether it is chosen."""

    value: str
    words: str = ""
    chosen: bool = False


@dataclass
class Field:
    """One field of a form, by what is typed into it."""

    kind: str
    text: str = ""
    choices: list[Choice] = field(default_factory=list)

    def values(self) -> list[str]:
        """What a browser would send."""
        if self.kind in {"select", "choice"}:
            chosen = [choice.value for choice in self.choices if choice.chosen]
            # A list that drops down shows its first line until somebody chooses another.
            return chosen or [choice.value for choice in self.choices[:1] if self.kind == "select"]
        return [] if self.kind == "file" else [self.text]

    def fill(self, typed: object) -> None:
        """Type, tick or choose."""
        if isinstance(typed, bool):
            assert len(self.choices) == 1, "only a single box is ticked with True"
            self.choices[0].chosen = typed
        elif self.kind in {"select", "choice"}:
            assert isinstance(typed, (str, Sequence))
            wanted = [self._named(words) for words in ([typed] if isinstance(typed, str) else typed)]
            for choice in self.choices:
                choice.chosen = choice in wanted
        else:
            self.text = str(typed)

    def _named(self, words: str) -> Choice:
        exact = [choice for choice in self.choices if words in (choice.value, choice.words)]
        found = exact or [choice for choice in self.choices if words in choice.words]
        assert len(found) == 1, f"“{words}” names {len(found)} of {[choice.words for choice in self.choices]}"
        return found[0]


@dataclass
class Form:
    """A form as it stands on the page."""

    method: str
    action: str
    fields: dict[str, Field] = field(default_factory=dict)
    # The words of each button, and the name and value it sends.
    buttons: list[tuple[str, str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """What a page shows: its words, its links, its forms."""

    def __init__(self, status: int, url: str, html: str) -> None:
        super().__init__()
        self.status, self.url, self.html = status, url, html
        self.words = ""
        self.links: list[tuple[str, str]] = []
        self.menu: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        # Why something was refused, apart from everything else the page says.
        self.refusal = ""
        self._refused_at: int | None = None
        self._labels: dict[str, str] = {}
        self._choices: list[tuple[str, Choice]] = []
        # What is being read: (tag, its attributes, where its words begin).
        self._open: list[tuple[str, dict[str, str], int]] = []
        self._unseen = self._menus = 0
        self.feed(html)
        self.words = re.sub(r"\s*\n\s*", "\n", self.words)
        for identity, choice in self._choices:
            choice.words = choice.words or self._labels.get(identity, "")

    def __contains__(self, words: str) -> bool:
        return words in self.words

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self._unseen += tag in {"script", "style", "title"}
        self._menus += tag == "nav"
        if tag == "section" and has.get("role") == "alert":
            self._refused_at = len(self.words)
        if tag == "form":
            self.forms.append(Form(has.get("method", "get"), has.get("action", "")))
        elif tag == "input":
            self._input(has)
        elif tag == "select" and self.forms:
            self.forms[-1].fields[has["name"]] = Field("select")
        elif tag == "option" and self.forms:
            last = list(self.forms[-1].fields.values())[-1]
            last.choices.append(Choice(has.get("value", ""), chosen="selected" in has))
        if tag in {"a", "button", "label", "option", "textarea"}:
            self._open.append((tag, has, len(self.words)))

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words += data

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in {"script", "style", "title"}
        self._menus -= tag == "nav"
        if tag == "section" and self._refused_at is not None:
            self.refusal += self.words[self._refused_at :]
            self._refused_at = None
        if not self._open or self._open[-1][0] != tag:
            return
        _, has, start = self._open.pop()
        words = self.words[start:]
        if tag == "textarea" and self.forms:
            self.forms[-1].fields[has["name"]] = Field("textarea", words.removeprefix("\n"))
        elif tag == "option" and self.forms:
            list(self.forms[-1].fields.values())[-1].choices[-1].words = words.strip()
        elif tag == "label" and "for" in has:
            self._labels[has["for"]] = words.strip()
        elif tag == "a" and "href" in has:
            (self.menu if self._menus else self.links).append((words.strip(), has["href"]))
        elif tag == "button" and self.forms and has.get("type", "submit") == "submit":
            self.forms[-1].buttons.append((words.strip(), has.get("name", ""), has.get("value", "")))

    def _input(self, has: dict[str, str]) -> None:
        if not (self.forms and "name" in has):
            return
        kind, fields = has.get("type", "text"), self.forms[-1].fields
        if kind in {"radio", "checkbox"}:
            choice = Choice(has.get("value", "on"), has.get("aria-label", ""), "checked" in has)
            fields.setdefault(has["name"], Field("choice")).choices.append(choice)
            self._choices.append((has.get("id", ""), choice))
        elif has["name"] in fields:  # a hidden field may stand there once for each opinion
            fields[has["name"]].choices.append(Choice(has.get("value", ""), chosen=True))
            fields[has["name"]].kind = "select"
        else:
            first = Choice(has.get("value", ""), chosen=True)
            fields[has["name"]] = Field(kind, has.get("value", ""), [first] if kind == "hidden" else [])

    def form_with(self, button: str) -> tuple[Form, tuple[str, str]]:
        """The one form with this button, and what the button sends."""
        found = [
            (form, row[1:])
            for form in self.forms
            if form.method == "post" or button not in {"查询"}
            for row in form.buttons
            if row[0] == button
        ]
        there = [row[0] for form in self.forms for row in form.buttons]
        assert len(found) == 1, f"{len(found)} buttons “{button}” on {self.url}; there are {there}"
        return found[0]


class Browser:
    """Somebody's browser, on one page at a time."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.page = Page(0, "/", "")

    def second_window(self) -> "Browser":
        """The same page of the same person, left open."""
        window = Browser()
        window.client, window.page = self.client, Page(self.page.status, self.page.url, self.page.html)
        return window

    def opens(self, url: str, status: int = 200) -> "Browser":
        """Go to an address."""
        return self._at(self.client.get(url, follow=True), status)

    def clicks(self, words: str) -> "Browser":
        """Follow the link of these words, one on the page itself rather than one of its menus."""
        found: set[str] = set()
        for links in (self.page.links, self.page.menu):
            found = found or {href for text, href in links if text == words}
            found = found or {href for text, href in links if words in text}
        assert len(found) == 1, f"{len(found)} links “{words}” on {self.page.url}: {self.page.links}"
        return self.opens(urljoin(self.page.url, found.pop()))

    def sends(self, button: str, typed: Typed | None = None) -> "Browser":
        """Press a button; the form is accepted and leads to another page."""
        before = self.page.url
        self._press(button, typed or {}, 200)
        assert self.page.url != before, self.page.words
        return self

    def presses(self, button: str, typed: Typed | None = None, status: int = 200) -> "Browser":
        """Press a button, whatever page comes of it."""
        self._press(button, typed or {}, status)
        return self

    def is_refused(self, status: int, *says: str, press: str, typed: Typed | None = None) -> "Browser":
        """Press a button; the page says why not, by its clauses, keeps what was typed, and nothing has changed."""
        where = self.page.url
        with nothing_changes():
            sent = self._press(press, typed or {}, status)
        assert self.page.url == where
        for words in says:
            assert words in self.page.refusal, f"“{words}” is not in: {self.page.refusal}"
        form, _ = self.page.form_with(press)
        for name in typed or {}:
            if sent.fields[name].kind != "file":
                assert form.fields[name].values() == sent.fields[name].values(), f"{name} was not kept"
        return self

    def sees(self, *words: str) -> "Browser":
        """The page says so."""
        for each in words:
            assert each in self.page, f"“{each}” is not in: {self.page.words}"
        return self

    def does_not_see(self, *words: str) -> "Browser":
        """Nothing of it, not even in the source of the page."""
        for each in words:
            assert each not in self.page.html, f"“{each}” is in {self.page.url}"
        return self

    def _press(self, button: str, typed: Typed, status: int) -> Form:
        form, (name, value) = self.page.form_with(button)
        files: dict[str, list[SimpleUploadedFile]] = {}
        for key, words in typed.items():
            assert key in form.fields, f"no field {key} on {self.page.url}; there are {list(form.fields)}"
            if form.fields[key].kind == "file":
                assert isinstance(words, SimpleUploadedFile)
                files[key] = [words]
            else:
                form.fields[key].fill(words)
        data: dict[str, Any] = {
            key: each.values() for key, each in form.fields.items() if each.kind != "file"
        }
        data |= files
        if name:
            data[name] = value
        url = urljoin(self.page.url, form.action)
        send = self.client.post if form.method == "post" else self.client.get
        self._at(send(url, data, follow=True), status)
        return form

    def _at(self, answer: Any, status: int) -> "Browser":
        asked = answer.request
        query = f"?{asked['QUERY_STRING']}" if asked.get("QUERY_STRING") else ""
        self.page = Page(answer.status_code, asked["PATH_INFO"] + query, answer.content.decode())
        assert self.page.status == status, f"{self.page.status} on {self.page.url}: {self.page.words[-1500:]}"
        return self


@dataclass
class Watch:
    """The office's clock, set by the story."""

    moment: datetime

    def turns_to(self, month: int, day: int, hour: int = 9) -> None:
        """It is that day of the same year."""
        self.moment = datetime(self.moment.year, month, day, hour, tzinfo=OFFICE_ZONE)


def set_watch(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> Watch:
    """Let every ``now`` of the doors be the watch's: they all end in the one clock, however they import it."""
    watch = Watch(moment)
    monkeypatch.setattr(clock, "datetime", SimpleNamespace(now=lambda zone: watch.moment.astimezone(zone)))
    return watch


def every_row() -> dict[str, list[tuple[Any, ...]]]:
    """The whole database but for sessions and log-in records, row by row, as the database tells it."""
    models = [model for model in apps.get_models(include_auto_created=True) if _is_ours(model)]
    with connection.cursor() as cursor:
        return {model._meta.label: _rows(cursor, model) for model in models}


def _rows(cursor: CursorWrapper, model: type[Model]) -> list[tuple[Any, ...]]:
    table, key = (connection.ops.quote_name(name) for name in (model._meta.db_table, model._meta.pk.column))
    cursor.execute(f"SELECT * FROM {table} ORDER BY {key}")
    return list(cursor.fetchall())


def _is_ours(model: Any) -> bool:
    return model._meta.app_label not in OF_THE_VISIT and model._meta.managed


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Every row of the database is afterwards as it was before."""
    before = every_row()
    yield
    after = every_row()
    changed = [label for label, rows in after.items() if rows != before[label]]
    assert not changed, f"changed: {changed}"

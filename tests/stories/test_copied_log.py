"""A citizen checks a page with a copied log: no database, no Django, nobody to believe."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.disclosure.models import Statement
from bihuan.journal.sealing import Log, seal_new
from tests.support.sealed import new_log
from tests.support.world import World
from tlog import proof, verify


class Citizen:
    """Somebody with a copy of the log, its public key, and saved pages."""

    def __init__(self, log: Log, home: Path) -> None:
        self.copy, self.home, self.key = home / "copy", home, str(log.key.public())
        shutil.copytree(log.folder, self.copy, ignore=shutil.ignore_patterns(".lock"))

    def save(self, address: str, name: str = "page.html") -> Path:
        """A file as the browser saves it."""
        path = self.home / name
        path.write_bytes(Client().get(address).getvalue())
        return path

    def checks(self, page: Path) -> int:
        """What the checker says: 0 all well, 1 something is wrong."""
        return verify.main([str(self.copy), "--key", self.key, "--page", str(page)])


@pytest.fixture
def log(settings: Any, tmp_path: Path) -> Log:
    return new_log(settings, tmp_path)


@pytest.fixture
def shown(world: World, log: Log) -> Case:
    case = world.case_in(State.DISCLOSED)
    seal_new(log, world.now)
    return case


def address(case: Case) -> str:
    return reverse("public-item", args=[case.pk])


def test_an_honest_page_is_found_true(log: Log, shown: Case, tmp_path: Path) -> None:
    citizen = Citizen(log, tmp_path)
    assert citizen.checks(citizen.save(address(shown))) == 0


def test_a_statement_that_was_edited_at_night_is_found_out(
    log: Log, shown: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Statement.objects.filter(case=shown).update(text="一直没有问题。")
    citizen = Citizen(log, tmp_path)
    assert citizen.checks(citizen.save(address(shown))) == 1
    assert "一直没有问题" in capsys.readouterr().out


def test_a_page_saved_before_a_relapse_no_longer_tells_everything(
    world: World, log: Log, shown: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Citizen(log, tmp_path).save(address(shown))
    world.reopen(shown)
    seal_new(log, world.now)
    (tmp_path / "later").mkdir()
    citizen = Citizen(log, tmp_path / "later")
    assert citizen.checks(before) == 1
    assert "reopen_case" in capsys.readouterr().out
    assert citizen.checks(citizen.save(address(shown))) == 0


def test_one_entry_is_proven_without_the_log(log: Log, shown: Case, tmp_path: Path) -> None:
    citizen = Citizen(log, tmp_path)
    page = Client().get(address(shown)).content.decode()
    index = int(page.split('data-index="')[1].split('"')[0])
    entry = citizen.save(reverse("public-entry", args=[shown.pk, index]), "entry.json")
    proven = citizen.save(reverse("public-proof", args=[shown.pk, index]), "entry.tlog-proof")
    assert proof.main(["check", str(entry), str(proven), "--key", citizen.key]) == 0
    entry.write_bytes(entry.read_bytes().replace("公示".encode(), "公告".encode()) + b" ")
    assert proof.main(["check", str(entry), str(proven), "--key", citizen.key]) == 1


def test_the_log_is_served_as_files(log: Log, shown: Case, client: Client) -> None:
    for path in ["checkpoint", "tile/0/000.p/" + str(_size(log)), "tile/entries/000.p/" + str(_size(log))]:
        answer = client.get(reverse("log-file", args=[path]))
        assert answer.getvalue() == (log.folder / path).read_bytes()
    assert client.get("/log/checkpoint")["Cache-Control"] == "no-cache"
    for path in (".lock", "../log.key", "tile/../../log.key", "tile/0/001", "checkpoint/"):
        assert client.get(f"/log/{path}").status_code == 404, path


def _size(log: Log) -> int:
    return int((log.folder / "checkpoint").read_text("utf-8").split("\n")[1])


def test_the_page_of_the_log_names_key_and_checkpoint(log: Log, shown: Case, client: Client) -> None:
    page = client.get(reverse("public-log")).content.decode()
    assert str(log.key.public()).replace("+", "&#x2B;") in page or str(log.key.public()) in page

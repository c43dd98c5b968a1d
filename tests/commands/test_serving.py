"""What the commands look at before they begin: the tables and the port."""

import socket
from types import SimpleNamespace

import pytest
from django.core.management import CommandError

from bihuan.management import database
from bihuan.management.serving import LOCAL, check_port


def test_postgresql_is_never_migrated_behind_anybodys_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "unapplied", lambda: ["bihuan.0001_initial"])
    monkeypatch.setattr(database, "connection", SimpleNamespace(vendor="postgresql"))
    with pytest.raises(CommandError, match="bihuan migrate") as refusal:
        database.ensure_database()
    assert refusal.value.returncode == 2


@pytest.mark.django_db
def test_an_up_to_date_ledger_is_left_as_it_is() -> None:
    assert database.ensure_database() is False


def test_a_port_that_is_taken_or_does_not_exist_is_named() -> None:
    with socket.socket() as taken:
        taken.bind((LOCAL, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"端口{port}不能使用"):
            check_port(LOCAL, port)
    with pytest.raises(CommandError, match="65535"):
        check_port(LOCAL, 70000)

"""A wording and what it speaks of, small enough to be read: acts are tested without the papers of the office."""

from collections.abc import Iterator

import pytest

from bihuan.documents import compose
from bihuan.documents.scope import Scope, Subject
from bihuan.documents.values import Values, Vocabulary

WORDING = "【编号：{编号}】\n【标题：{名称}】\n{目标}\n{填：要求}\n"
PLAIN = "【标题：{名称}】\n{目标}\n{环节}\n"
VOCABULARY = Vocabulary({"名称": "文书名称", "目标": "整改目标", "环节": "所处环节"})


def _gather(scope: Scope) -> Iterator[Subject]:
    for case in scope.cases.order_by("position"):
        fields = {"名称": f"第{case.position}项", "目标": case.target, "环节": case.get_state_display()}
        yield Subject(Values(fields), case=case)


def _gather_batch(scope: Scope) -> Iterator[Subject]:
    yield Subject(Values({"名称": "批次", "目标": f"共{scope.cases.count()}项", "环节": ""}))


@pytest.fixture
def small_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """核查验收表 with a fill-in; 销号申请审批表, 方案 and 延期申请 without; 通报 about a batch."""
    case_kinds = (
        "verification-form", "close-out-application", "unit-plan", "extension-request", "public-notice",
        "assignment-order", "self-check", "close-out-certificate",
    )  # fmt: skip
    speaks = dict.fromkeys(case_kinds, (VOCABULARY, _gather)) | {
        "circular": (VOCABULARY, _gather_batch),
        "target-table": (VOCABULARY, _gather_batch),
    }
    monkeypatch.setattr(compose, "SPEAKS_OF", speaks)
    monkeypatch.setattr(
        "bihuan.issuing.wordings.built_in",
        lambda kind: WORDING if kind.name in ("verification-form", "circular") else PLAIN,
    )

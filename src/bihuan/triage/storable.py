"""What of a reading cannot be stored: two rows under one number, and words too long for their column. Pure."""

from collections.abc import Sequence

from bihuan.intake.readers.scan import is_draft
from bihuan.intake.reading import DocumentFacts, Reading, Row
from bihuan.intake.row_numbers import numbers_in
from bihuan.kernel.findings import Finding, block

LONGEST_COLUMN_NAME = 90


def unusable(reading: Reading, number: str = "") -> list[Finding]:
    """Everything that stands against storing the reading in the batch ``number``."""
    findings = [*reading.blocking, *_document_too_long(reading.document, number)]
    for line in reading.opinions:
        if len(line.number) > 40 or len(line.type) > 40 or len(line.source) > 60:
            parts = [("编号", line.number, 40), ("意见建议类型", line.type, 40), ("来源", line.source, 60)]
            findings += _too_long(line.where, parts, "S2")
    for row in reading.table.rows if reading.table else ():
        findings += _row_too_long(row)
    return findings + _names_too_long(reading)


def unchecked(reading: Reading, *, checked: bool) -> list[Finding]:
    """A scan is taken only when somebody says to have compared it with the original, word for word."""
    if checked or not is_draft(reading.findings):
        return []
    message = (
        "扫描识别的内容只是草稿，不能直接入库；请对照原件逐项核对，无误后勾选“已对照原件逐项核对”再导入。"
    )
    return [block("scan-not-checked", message, where="全文", clause="S2")]


def _document_too_long(facts: DocumentFacts, number: str) -> list[Finding]:
    parts = [("发文字号", number, 60), ("标题", facts.title, 300), ("方案标题", facts.plan_title, 300)]
    parts += [("发文机关", facts.issuing_body, 100), ("主送", facts.recipients, 200)]
    parts += [("牵头单位", facts.coordinator, 100), ("报送单位", facts.report_to, 100)]
    return _too_long("来件正文", [(name, text or "", limit) for name, text, limit in parts], "S5")


def _row_too_long(row: Row) -> list[Finding]:
    parts = [
        ("问题编号", part, 40) for named in numbers_in(row.number) for part in (named.number, named.formerly)
    ]
    parts += [("负责人", row.person, 40), ("整改时限", row.limit.text, 100)]
    parts += [("意见建议类型", row.type, 40), *(("责任部门", unit, 100) for unit in row.units)]
    return _too_long(row.where, parts, "S3")


def _names_too_long(reading: Reading) -> list[Finding]:
    """Columns without a meaning of their own are kept by their names."""
    lines = [(line.where, line.extra) for line in reading.opinions]
    lines += [(row.where, row.extra) for row in reading.table.rows] if reading.table else []
    names = {name: where for where, extra in lines for name, _ in extra if len(name) > LONGEST_COLUMN_NAME}
    parts = [(where, [(f"列名“{name[:20]}……”", name, LONGEST_COLUMN_NAME)]) for name, where in names.items()]
    return [finding for where, part in parts for finding in _too_long(where, part, "S2")]


def _too_long(where: str, parts: Sequence[tuple[str, str, int]], clause: str) -> list[Finding]:
    """Nothing is cut short in silence: what does not fit its column is named."""
    return [
        block(
            "text-too-long",
            f"{where}的“{name}”超过{limit}个字，请核对后重新导入。",
            where=where,
            clause=clause,
        )
        for name, text, limit in parts
        if len(text) > limit
    ]

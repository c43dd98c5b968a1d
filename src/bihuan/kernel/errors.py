"""The refusals. Each carries findings whose messages are fit to be shown to the person who asked."""

from collections.abc import Sequence

from bihuan.kernel.findings import Finding, Severity


class BihuanError(Exception):
    """Base of every refusal Bihuan makes on purpose."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("；".join(finding.message for finding in findings))


class Refused(BihuanError):
    """An act whose gates are not met. Every unmet gate is listed, not only the first."""


class NotAllowed(BihuanError):
    """The actor may not do this act here (policy), or the case is not in a state that knows it (lifecycle)."""


class NotReadable(BihuanError):
    """A file that cannot be read. Nothing was saved."""


def refuse_if(findings: Sequence[Finding]) -> None:
    """Raise Refused with every blocking finding; warnings pass."""
    blocking = [finding for finding in findings if finding.severity is Severity.BLOCK]
    if blocking:
        raise Refused(blocking)

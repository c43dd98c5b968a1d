"""Who may verify whom (T1, S17): another unit, and nobody who worked on the case. Pure."""

from collections.abc import Sequence

from bihuan.access.actor import same_house
from bihuan.kernel.findings import Finding, block


def unit_findings(verifying: str, lead: str, supporting: Sequence[str], *, name: str) -> list[Finding]:
    """The verifying unit is neither the responsible nor a supporting unit, their offices included."""
    if not verifying:
        return [block("no-verifying-unit", "尚未指定核查单位，请由牵头单位指定。", clause="S15")]
    if same_house(verifying, lead):
        message = f"{name}是本事项的责任单位，不得自行核查，请指定其他单位（如管委会办公室或者联合核查组）。"
        return [block("verifier-is-responsible", message, clause="S17")]
    if any(same_house(verifying, path) for path in supporting):
        message = f"{name}是本事项的配合单位，不得参与核查，请指定其他单位。"
        return [block("verifier-is-supporting", message, clause="S17")]
    return []


def person_findings(verifier: int | None, handlers: frozenset[int], *, name: str) -> list[Finding]:
    """A person who worked on the case does not verify it, whatever post they hold now."""
    if verifier in handlers:
        return [
            block(
                "verifier-worked-on-it",
                f"{name}办理过本事项，不得参加核查，请由其他核查员办理。",
                clause="S17",
            )
        ]
    return []


def belonging_findings(own_units: Sequence[str], lead: str, *, name: str) -> list[Finding]:
    """Nor does a person who holds a post in the responsible unit, in whatever other unit they verify."""
    if any(same_house(path, lead) for path in own_units):
        message = f"{name}在责任单位任职，不得参加本事项核查，请由其他核查员办理。"
        return [block("verifier-belongs-to-lead", message, clause="S17")]
    return []


def appointment_findings(*, coordinator_is_lead: bool, senior: bool) -> list[Finding]:
    """When the coordinator itself is responsible, a leader above it names the verifier (T1)."""
    if coordinator_is_lead and not senior:
        message = "牵头单位同时是本事项的责任单位，核查单位应由片区分管领导指定。"
        return [block("coordinator-is-responsible", message, clause="S17")]
    return []

"""What the public may see: cases that have reached their notice, through the projection and nothing else."""

from collections import Counter
from typing import Any

from django.db.models import Prefetch, QuerySet

from bihuan.cases.lifecycle import STRUCK_OFF, State, Step, steps_done
from bihuan.cases.models import Case
from bihuan.closure.models import CloseOut
from bihuan.disclosure.models import Statement
from bihuan.disclosure.projection import PublicCase, PublicCloseOut, PublicNotice
from bihuan.intake.limits import parse_limit, print_limit
from bihuan.intake.reading import LimitKind
from bihuan.kernel.clock import day_of
from bihuan.kernel.redact import redact
from bihuan.notice.models import Notice, Objection


def public_cases() -> QuerySet[Case]:
    """Cases the public has been shown, from the first notice on. A relapse or a withdrawal hides nothing."""
    shown = Case.objects.exclude(public_text="").select_related("batch", "lead", "verifying")
    parts: tuple[Any, ...] = (
        "measures",
        Prefetch("notices", Notice.objects.order_by("pk")),
        Prefetch("notices__objections", Objection.objects.only("notice_id", "ruling")),
        Prefetch("statements", Statement.objects.exclude(disclosed_at=None)),
        Prefetch("close_outs", CloseOut.objects.filter(approved=True).select_related("filing")),
    )
    return shown.prefetch_related(*parts)


def project(case: Case) -> PublicCase:
    """``case`` (from ``public_cases``) as the public may read it."""
    state = State(case.state)
    notices = [notice for notice in case.notices.all() if notice.ended_early_at is None]
    # After a relapse the new measures are not public before their own notice: until then they may still change.
    measures_shown = any(notice.round == case.round for notice in case.notices.all())
    statements = [row for row in case.statements.all() if row.round == case.round]
    statement = statements[-1] if statements else None
    return PublicCase(
        id=case.pk,
        batch_number=case.batch.number,
        evaluation_year=case.batch.evaluation_year,
        position=case.position,
        number=case.number,
        summary=case.public_text,
        kind=case.kind,
        target=redact(case.target),
        measures=tuple(redact(measure.text) for measure in case.measures.all() if measures_shown),
        limit=_limit(case),
        unit=case.lead.name if case.lead else "",
        verifying_unit=case.verifying.name if case.verifying else "",
        state=state.value,
        state_label=state.label,
        round=case.round,
        steps_done=tuple(step.value for step in Step if step in steps_done(state)),
        statement=statement.text if statement else "",
        disclosed_on=day_of(statement.disclosed_at) if statement and statement.disclosed_at else None,
        notice=_public_notice(notices[-1], state) if notices else None,
        close_outs=tuple(_public_close_out(row) for row in case.close_outs.all()),
    )


def _limit(case: Case) -> str:
    """The printed words as long as they are true: after an extension the day that is in force (T4)."""
    told = parse_limit(case.limit_text, case.batch.work_year)
    if told.date == case.limit_date:
        return case.limit_text
    then = LimitKind(case.limit_then) if case.limit_then else None
    return print_limit(LimitKind(case.limit_kind or LimitKind.FIXED_DATE), case.limit_date, then)


def _public_notice(notice: Notice, state: State) -> PublicNotice:
    rulings = Counter(objection.ruling for objection in notice.objections.all())
    return PublicNotice(
        text=notice.text,
        how_to_object=notice.how_to_object,
        starts_on=notice.starts_on,
        ends_on=notice.ends_on,
        in_force=state is State.NOTICING or state in STRUCK_OFF,
        objections=rulings.total(),
        dismissed=rulings[Objection.Ruling.DISMISSED],
        upheld=rulings[Objection.Ruling.UPHELD],
    )


def _public_close_out(row: CloseOut) -> PublicCloseOut:
    assert row.decided_at is not None  # an approved close-out was decided
    filing = getattr(row, "filing", None)
    return PublicCloseOut(
        number=row.number,
        code=row.code,
        round=row.round,
        status=row.get_status_display(),
        closed_on=day_of(row.decided_at),
        filing_number=filing.number if filing else "",
        filing_body=filing.body if filing else "",
        revoked_on=day_of(row.revoked_at) if row.revoked_at else None,
    )

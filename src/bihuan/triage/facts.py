"""Gathers where an opinion stands."""

from bihuan.intake.models import Opinion
from bihuan.triage.models import DirectAnswer, Membership
from bihuan.triage.rules import OpinionFacts


def opinion_facts(opinion: Opinion) -> OpinionFacts:
    """The facts of one opinion."""
    answer = DirectAnswer.objects.filter(opinion=opinion).first()
    return OpinionFacts(
        number=opinion.number,
        batch_id=opinion.batch_id,
        in_cases=frozenset(Membership.objects.filter(opinion=opinion).values_list("case_id", flat=True)),
        answered_directly=answer is not None,
        not_understood=answer is not None and answer.understood is False,
    )

"""The contents page: every room's models, so that Django sees them as one app."""

from bihuan.cases.models import Assignment, Case, CaseRequest, Indicator, Measure, SupportingUnit
from bihuan.closure.models import CloseOut, Filing
from bihuan.disclosure.models import Statement
from bihuan.doubts.models import DoubtAnswer
from bihuan.evidence.models import Blob, Evidence, Picture, Writing
from bihuan.followup.models import Draw, Drawn, LookBack, RelapseRuling
from bihuan.intake.models import Batch, ImportedFile, Opinion
from bihuan.issuing.models import IssuedPaper, PaperSet, PaperSignature, Wording
from bihuan.journal.models import Checkpoint, Entry, Leaf, NumberSeries, Trace
from bihuan.notice.models import Notice, Objection
from bihuan.people.models import CalendarDay, Post, Unit, User
from bihuan.plans.models import Plan, ProgressReport
from bihuan.response.models import Contact, Reply, ReturnVisit
from bihuan.triage.models import DirectAnswer, Membership
from bihuan.verification.models import Line, Submission, Verification

__all__ = [
    "Assignment", "Batch", "Blob", "CalendarDay", "Case", "CaseRequest", "Checkpoint", "CloseOut", "Contact",
    "DirectAnswer", "DoubtAnswer", "Draw", "Drawn", "Entry", "Evidence", "Filing", "ImportedFile", "Indicator",
    "IssuedPaper", "Leaf", "Line", "LookBack", "Measure", "Membership", "Notice", "NumberSeries", "Objection",
    "Opinion", "PaperSet", "PaperSignature", "Picture", "Plan", "Post", "ProgressReport", "RelapseRuling", "Reply",
    "ReturnVisit", "Statement", "Submission", "SupportingUnit", "Trace", "Unit", "User", "Verification", "Wording",
    "Writing",
]  # fmt: skip

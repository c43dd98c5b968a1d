"""The contents page: every room's models, so that Django sees them as one app."""

from bihuan.cases.models import Assignment, Case, CaseRequest, Indicator, Measure, SupportingUnit
from bihuan.closure.models import CloseOut, Filing
from bihuan.disclosure.models import Statement
from bihuan.evidence.models import Blob, Evidence
from bihuan.followup.models import LookBack
from bihuan.intake.models import Batch, ImportedFile, Opinion
from bihuan.issuing.models import IssuedPaper, PaperSet, PaperSignature, Wording
from bihuan.journal.models import Entry, NumberSeries
from bihuan.notice.models import Notice, Objection
from bihuan.people.models import CalendarDay, Post, Unit, User
from bihuan.plans.models import Plan, ProgressReport
from bihuan.response.models import Contact, Reply, ReturnVisit
from bihuan.triage.models import DirectAnswer, Membership
from bihuan.verification.models import Line, Submission, Verification

__all__ = [
    "Assignment", "Batch", "Blob", "CalendarDay", "Case", "CaseRequest", "CloseOut", "Contact", "DirectAnswer",
    "Entry", "Evidence", "Filing", "ImportedFile", "Indicator", "IssuedPaper", "Line", "LookBack", "Measure",
    "Membership", "Notice", "NumberSeries", "Objection", "Opinion", "PaperSet", "PaperSignature", "Plan", "Post",
    "ProgressReport", "Reply", "ReturnVisit", "Statement", "Submission", "SupportingUnit", "Unit", "User",
    "Verification", "Wording",
]  # fmt: skip

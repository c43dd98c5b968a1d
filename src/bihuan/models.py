"""The contents page: every room's models, so that Django sees them as one app."""

from bihuan.cases.models import (
    Assignment,
    CarryOver,
    Case,
    CaseRequest,
    Indicator,
    Measure,
    Stretch,
    SupportingUnit,
)
from bihuan.closure.models import CloseOut, Filing
from bihuan.disclosure.models import Statement
from bihuan.doubts.models import DoubtAnswer
from bihuan.evidence.models import Blob, Evidence, Picture, Writing
from bihuan.followup.models import Draw, Drawn, LookBack, RelapseRuling
from bihuan.inspection.models import Inspection, InspectionFinding
from bihuan.intake.models import (
    Amendment,
    Batch,
    ColumnMemory,
    ImportedFile,
    Opinion,
    OpinionExtra,
    TargetRow,
)
from bihuan.issuing.models import IssuedPaper, PaperSet, PaperSignature, SubmittedReport, Wording
from bihuan.journal.models import Checkpoint, Entry, Leaf, NumberSeries, Trace
from bihuan.lasting.models import LongTermReview, Mechanism, MechanismCase
from bihuan.messages.models import Channel, Delivery, Message, Told
from bihuan.notice.models import Notice, Objection
from bihuan.people.models import CalendarDay, CalendarNotice, Post, Unit, UnitDuty, User
from bihuan.plans.models import IndicatorReading, Plan, ProgressReport
from bihuan.response.models import Contact, Reply, ReturnVisit
from bihuan.supervision.models import Supervision
from bihuan.triage.models import Alike, AlikeRun, DirectAnswer, KeptApart, Membership, Place, Sorting
from bihuan.verification.models import Line, Submission, Verification

__all__ = [
    "Alike", "AlikeRun", "Amendment", "Assignment", "Batch", "Blob", "CalendarDay", "CalendarNotice", "CarryOver",
    "Case", "CaseRequest", "Channel", "Checkpoint", "CloseOut", "ColumnMemory", "Contact", "Delivery",
    "DirectAnswer", "DoubtAnswer", "Draw", "Drawn", "Entry", "Evidence", "Filing", "ImportedFile", "Indicator",
    "IndicatorReading", "Inspection", "InspectionFinding", "IssuedPaper", "KeptApart", "Leaf", "Line",
    "LongTermReview", "LookBack", "Measure", "Mechanism", "MechanismCase", "Membership", "Message", "Notice",
    "NumberSeries", "Objection", "Opinion", "OpinionExtra", "PaperSet", "PaperSignature", "Picture", "Place",
    "Plan", "Post", "ProgressReport", "RelapseRuling", "Reply", "ReturnVisit", "Sorting", "Statement", "Stretch",
    "Submission", "SubmittedReport", "Supervision", "SupportingUnit", "TargetRow", "Told", "Trace", "Unit",
    "UnitDuty", "User", "Verification", "Wording", "Writing",
]  # fmt: skip

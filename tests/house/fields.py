"""Every stored field is on one of two lists. A new field fails the house until somebody has decided.

PUBLIC: what ``disclosure.queries.project`` reads into the public projection. PRIVATE: everything else, which must
never show in it, whatever stands there (tests/properties/test_projection.py).
"""

PUBLIC: dict[str, str] = {
    "Unit": "name",
    "Batch": "number evaluation_year",
    "Case": (
        "id position number public_text kind target limit_kind limit_then limit_text limit_date lead verifying "
        "state round"
    ),
    "Measure": "text",
    "CloseOut": "number code round status decided_at revoked_at",
    "Filing": "number body",
    "Statement": "text disclosed_at",
    "Notice": "text how_to_object starts_on ends_on ended_early_at round",
    "Objection": "notice ruling",
    "Checkpoint": "size root note at",
    "Entry": "public",  # what the act made public, word for word as it stands in the log
}

PRIVATE: dict[str, str] = {
    "Unit": "id short_name parent path is_area phone address",
    "User": "id password last_login username name email is_active",
    "Post": "id user unit role",
    "CalendarNotice": "id unit year version source file_name entered_by entered_at",
    "CalendarDay": "id notice day is_workday note",
    "Batch": (
        "id title plan_title issuing_body recipients issued_on basis coordinator work_year "
        "plan_period_end report_due_on report_to received_count rectify_count attachments letter plan_text duties "
        "rules frozen_at"
    ),
    "ImportedFile": "id batch name sha256 imported_at findings",
    "Opinion": "id batch number text kind source received_on contact_name contact_phone",
    "Case": (
        "batch content route person_in_charge principal_leader leader_in_charge assignee on_site "
        "state_since progress assigned_on second_verifying"
    ),
    "Stretch": (
        "id case batch lead state round limit_kind limit_then limit_date assigned_on progress some_done since until "
        "runs"
    ),
    "Place": "id opinion batch where since until",
    "IndicatorReading": "id indicator read_on numerator denominator source recorded_by recorded_at",
    "Supervision": (
        "id batch case unit rung number cause why demand by_rule issued_by issued_at reply_due_on reply replied_by "
        "replied_at settled_by settled_at remark withdrawn_by withdrawn_at withdrawn_reason"
    ),
    "SubmittedReport": (
        "id batch unit sequence paper submitted_by submitted_at sent_back_by sent_back_at sent_back_reason"
    ),
    "Mechanism": (
        "id unit title document_no stage issued_on in_force_on repealed_on effect registered_by registered_at"
    ),
    "MechanismCase": "id mechanism case",
    "LongTermReview": "id case year verdict text next_step reviewed_by reviewed_at",
    "CarryOver": "id earlier later reason by at",
    "Inspection": "id batch body inspectors visited_on sheet sheet_name recorded_by recorded_at",
    "InspectionFinding": "id inspection case verdict text answer_due_on answer answered_by answered_at",
    "Channel": "id unit kind address secret sender is_active quiet_from quiet_until digest_hour note",
    "Message": "id user entry text link at read_at",
    "Delivery": (
        "id channel key to subject text state not_before leased_until attempts problem created_at sent_at"
    ),
    "Told": "id index",
    "SupportingUnit": "id case unit",
    "Measure": "id case position horizon due_on deliverable progress result",
    "Indicator": "id case name comparator value unit definition cut_off numerator denominator",
    "Assignment": (
        "id case unit number assigned_at acknowledge_due_on acknowledged_at returned_at return_reason ruling_due_on "
        "final"
    ),
    "CaseRequest": "id case kind reason new_date asked_by asked_at approved decided_by decided_at remark",
    "CloseOut": "id case summary applied_by applied_at approved decided_by remark revoked_reason",
    "Filing": "id close_out filed_on filed_by",
    "Statement": "id case round drafted_by drafted_at approved reviewed_by reviewed_at remark",
    "Blob": "sha256 size media_type",
    "Evidence": "id case round kind blob name measure before note added_by added_at",
    # A draw is made public by its own entries of the log (followup.actions), not by the projection of a case.
    "Draw": "id batch count weights announced_by announced_at checkpoint carried_out_at",
    "Drawn": "id draw case position",
    "RelapseRuling": "id opinion close_out relapse reason by at",
    "LookBack": "id case round looked_on held found by_name at",
    "Entry": (
        "id at act by_user by_name by_unit subject_kind subject_id batch_id from_state to_state sentence data"
    ),
    "Trace": "id entry rows",
    "Leaf": "id entry index salt",
    "Checkpoint": "id",
    "NumberSeries": "id unit kind year last",
    "Notice": "id case posted_at",
    "Objection": "id text contact_name contact_phone raised_at answer answered_by answered_at",
    "Plan": (
        "id case round root_cause roadmap submitted_by submitted_at approved decided_by decided_at "
        "remark override_reason"
    ),
    "ProgressReport": "id case round percent text by_name at",
    "Contact": "id opinion channel reached note by_name at",
    "Reply": "id opinion text channel by_name by_unit at",
    "ReturnVisit": "id opinion case round channel outcome satisfaction note by_name at",
    "Membership": "id case opinion founding reason",
    "DirectAnswer": "id opinion unit reason decided_at understood understood_note understood_at",
    "UnitDuty": "id unit keywords laws",
    "OpinionExtra": "id opinion columns",
    "TargetRow": "id opinion columns",
    "Amendment": "id opinion file kind field before after place found_at settled_at settled_by remark",
    "ColumnMemory": "id owner sender signature header mapping corrected_by corrected_at",
    "Sorting": "id opinion kind category route unit urgent decided_by decided_at",
    "KeptApart": "id first second reason decided_by decided_at",
    "Alike": "id opinion batch group",
    "AlikeRun": "id batch newest_opinion apart made_at",
    "Submission": "id case round self_check signed_by signed_at",
    "Verification": "id submission case round unit verified_by verifiers visited_on passed remark at",
    "Wording": "id unit kind name version text note saved_by saved_at",
    "PaperSet": (
        "id batch case purpose asked_by asked_at state done total leased_until attempts problem content finished_at"
    ),
    "IssuedPaper": (
        "id batch case unit round kind title number wording_version code fingerprint content issued_by issued_at "
        "spoiled_by spoiled_at spoiled_reason"
    ),
    "PaperSignature": (
        "id paper scan scan_name code_read signed_by signed_on agreed remark recorded_by recorded_at"
    ),
    "DoubtAnswer": "id case round key code weight message seen reason by unit at",
    "Picture": "blob fingerprint taken_at latitude longitude device",
    "Writing": "blob text sketch",
    "Line": "id verification position subject text met found",
}

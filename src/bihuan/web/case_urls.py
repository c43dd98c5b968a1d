"""The addresses of the ledger, of a case, its acts, its evidence and its papers."""

from django.urls import URLPattern, path

from bihuan.web import acts, cases, doubts, evidence, ledger, objections, papers

urlpatterns: list[URLPattern] = [
    path("cases", ledger.page, name="ledger"),
    path("cases/close-out-ledger.xlsx", papers.close_out_ledger, name="close-out-ledger"),
    path("cases/lists/<str:list_name>.<slug:paper_form>", papers.ledger_list, name="ledger-list"),
    path("cases/<int:case_id>", cases.page, name="case"),
    path("cases/<int:case_id>/doubts", doubts.page, name="doubts"),
    path("cases/<int:case_id>/doubts/<slug:key>/<int:side>", doubts.picture, name="doubt-picture"),
    path("cases/<int:case_id>/<slug:slug>", acts.case_act, name="case-act"),
    path(
        "cases/<int:case_id>/objections/<int:objection_id>/contact",
        objections.contact,
        name="objection-contact",
    ),
    path("batches/<int:batch_id>/target-table.<slug:form>", papers.target_table, name="target-table"),
    path("cases/<int:case_id>/evidence/upload", evidence.upload, name="evidence-upload"),
    path("cases/<int:case_id>/evidence/suggestions", evidence.suggestions, name="evidence-suggestions"),
    path("evidence/<int:evidence_id>/file", evidence.file, name="evidence-file"),
    path("evidence/<int:evidence_id>/photo", evidence.photo, name="evidence-photo"),
]

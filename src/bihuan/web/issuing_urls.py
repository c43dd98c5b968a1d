"""Addresses of papers: drafts, the register of issued ones, and the check of codes, which is open to everybody."""

from django.urls import path

from bihuan.web import checks, issued, issuing, paper_acts

urlpatterns = [
    path("cases/<int:case_id>/papers/<slug:case_kind>", issuing.of_case, name="draft-of-case"),
    path("batches/<int:batch_id>/papers/<slug:batch_kind>", issuing.of_batch, name="draft-of-batch"),
    path(
        "batches/<int:batch_id>/units/<int:unit_id>/papers/<slug:unit_kind>",
        issuing.of_unit,
        name="draft-of-unit",
    ),
    path("papers", issued.listing, name="papers"),
    path("papers/register.xlsx", issued.listing_file, name="papers-file"),
    path("papers/numbers", issued.numbers, name="paper-numbers"),
    path("papers/numbers.xlsx", issued.numbers_file, name="paper-numbers-file"),
    path("papers/check", checks.office_check, name="paper-check"),
    path("papers/<int:paper_id>", issued.page, name="paper"),
    path("papers/<int:paper_id>/file.<slug:paper_form>", issued.file, name="paper-file"),
    path("papers/<int:paper_id>/spoil", paper_acts.spoil, name="paper-spoil"),
    path("papers/<int:paper_id>/signature", paper_acts.sign, name="paper-sign"),
    path("papers/<int:paper_id>/signatures/<int:signature_id>", issued.scan, name="paper-scan"),
    path("check", checks.public_form, name="check"),
    path("check/<str:code>", checks.public_check, name="check-code"),
]

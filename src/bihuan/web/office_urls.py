"""Addresses behind the log-in that belong to no case: account, 待办, opinions, batches, import."""

from django.urls import path

from bihuan.web import account, batches, draws, importing, opinion_acts, opinions, relapses, worklist

urlpatterns = [
    path("", worklist.page, name="worklist"),
    path("login", account.login, name="login"),
    path("logout", account.logout, name="logout"),
    path("password", account.password_change, name="password_change"),
    path("opinions", opinions.listing, name="opinions"),
    path("opinions/merge", opinion_acts.merge, name="opinions-merge"),
    path("opinions/relapses", relapses.listing, name="relapses"),
    path("opinions/<int:opinion_id>", opinions.page, name="opinion"),
    path("opinions/<int:opinion_id>/relapses/<int:close_out_id>", relapses.dismiss, name="relapse-dismiss"),
    path("opinions/<int:opinion_id>/<slug:act>", opinion_acts.page, name="opinion-act"),
    path("batches", batches.listing, name="batches"),
    path("batches/<int:batch_id>", batches.page, name="batch"),
    path("batches/<int:batch_id>/issue", batches.issue, name="batch-issue"),
    path("batches/<int:batch_id>/relapses", relapses.of_batch, name="batch-relapses"),
    path("batches/<int:batch_id>/draws", draws.of_batch, name="batch-draws"),
    path("batches/<int:batch_id>/draws/<int:draw_id>", draws.page, name="batch-draw"),
    path("batches/<int:batch_id>/files/<int:file_id>", batches.file, name="batch-file"),
    path("import", importing.upload, name="import"),
    path("import/preview", importing.preview, name="import-preview"),
    path("import/confirm", importing.confirm, name="import-confirm"),
]

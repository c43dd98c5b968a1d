"""The addresses of 消息 and 消息通道."""

from django.urls import URLPattern, path

from bihuan.web import channels, messages

urlpatterns: list[URLPattern] = [
    path("messages", messages.listing, name="messages"),
    path("messages/read", messages.read_all, name="messages-read"),
    path("messages/email", messages.own_email, name="own-email"),
    path("messages/<int:message_id>", messages.follow, name="message"),
    path("channels", channels.listing, name="channels"),
    path("channels/new", channels.new, name="channel-new"),
    path("channels/<int:channel_id>", channels.page, name="channel"),
    path("channels/<int:channel_id>/edit", channels.edit, name="channel-edit"),
    path("channels/<int:channel_id>/trial", channels.trial, name="channel-trial"),
    path("channels/<int:channel_id>/resend", channels.again, name="channel-resend"),
]

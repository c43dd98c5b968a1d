"""The ways out, one adapter each, behind one interface. An adapter knows its receiver and nothing of the house."""

from collections.abc import Mapping

from bihuan.messages.adapters.dingtalk import send_to_dingtalk
from bihuan.messages.adapters.feishu import send_to_feishu
from bihuan.messages.adapters.parcel import Adapter
from bihuan.messages.adapters.smtp import send_mail
from bihuan.messages.adapters.webhook import send_to_webhook
from bihuan.messages.adapters.wecom import send_to_wecom

# By the kind of the channel.
ADAPTERS: Mapping[str, Adapter] = {
    "email": send_mail,
    "wecom": send_to_wecom,
    "dingtalk": send_to_dingtalk,
    "feishu": send_to_feishu,
    "webhook": send_to_webhook,
}

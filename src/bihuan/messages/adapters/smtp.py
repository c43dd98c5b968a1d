"""电子邮件: ``smtp://user@host:port`` takes STARTTLS where it is offered, ``smtps://…`` speaks TLS from the start.

A password is never sent unencrypted. The key stands in the Message-ID, so that a repeat is known for one.
"""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import unquote

from bihuan.messages.adapters.address import check_peer, parse_address
from bihuan.messages.adapters.parcel import Account, Parcel, Undelivered
from bihuan.messages.adapters.post import why

PORTS = {"smtp": 25, "smtps": 465}


def send_mail(account: Account, parcel: Parcel) -> None:
    """One mail to one person."""
    try:
        parts = parse_address(account.address, ("smtps", "smtp"))
    except ValueError as error:
        raise Undelivered(str(error)) from error
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    context = ssl.create_default_context()
    try:
        server = (
            smtplib.SMTP_SSL(host, port, timeout=account.timeout, context=context)
            if parts.scheme == "smtps"
            else smtplib.SMTP(host, port, timeout=account.timeout)
        )
        with server:
            ends = server.sock
            assert ends is not None  # connected
            check_peer(ends.getpeername()[0], ends.getsockname()[0], local=account.local)
            _log_in(server, unquote(parts.username or ""), account.secret, context)
            server.send_message(letter(account, parcel))
    except TimeoutError as error:
        raise Undelivered(f"无法向邮件服务器发送：{account.timeout:g}秒内没有应答。") from error
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _ in error.recipients.values())
        reason = f"邮件服务器不接收该收件地址（{code}）。请核对收件人的电子邮箱。"
        raise Undelivered(reason, final=code >= 500, everybody=False) from error
    except smtplib.SMTPAuthenticationError as error:
        raise Undelivered("邮件服务器不接受用户名或者密码。请核对通道设置。") from error
    except smtplib.SMTPResponseException as error:
        raise Undelivered(f"邮件服务器拒收（{error.smtp_code}）。") from error
    except (OSError, smtplib.SMTPException) as error:
        late = "timed out" in str(error)  # how smtplib says it once the connection stands
        reason = f"{account.timeout:g}秒内没有应答" if late else why(error)
        raise Undelivered(f"无法向邮件服务器发送：{reason}。") from error


def letter(account: Account, parcel: Parcel) -> EmailMessage:
    """The mail as it goes out."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = account.sender, parcel.to, parcel.subject
    mail["Date"] = format_datetime(parcel.moment)
    # Only what may stand in an identifier; the key itself stands beside it.
    mail["Message-ID"] = f"<{sha256(parcel.key.encode()).hexdigest()[:40]}@bihuan>"
    mail["X-Bihuan-Key"] = parcel.key
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(parcel.text)
    return mail


def _log_in(server: smtplib.SMTP, user: str, password: str, context: ssl.SSLContext) -> None:
    server.ehlo_or_helo_if_needed()
    encrypted = isinstance(server, smtplib.SMTP_SSL)
    if not encrypted and server.has_extn("starttls"):
        server.starttls(context=context)
        encrypted = True
    if user and password:
        if not encrypted:
            raise Undelivered("邮件服务器不支持加密连接，密码不予发送。请改用 smtps:// 地址。")
        server.login(user, password)

"""The table of webhooks: which providers' posts are believed, by the settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gutletter.links import Purpose, read_token
from gutletter.ports import Webhook
from gutletter.providers.posted import Whose
from gutletter.settings import Settings


def whose(secrets: Sequence[str]) -> Whose:
    """Who reads delivery ids that came back: (issue, reader), the issue 0 for a notice; None for what is not ours."""

    def read(delivery_id: str) -> tuple[int, int] | None:
        if len(delivery_id) > 100:
            return None
        if named := read_token(secrets, Purpose.DELIVERY, delivery_id):
            return named
        notice = read_token(secrets, Purpose.NOTICE, delivery_id)
        return (0, notice[1]) if notice else None

    return read


def open_webhooks(settings: Settings, secrets: Sequence[str]) -> Mapping[str, Webhook]:
    """The webhooks whose key is known, by the name in their address. SettingsError for a key that is none."""
    webhooks: dict[str, Webhook] = {}
    if settings.sendgrid.webhook_key:
        from gutletter.providers.sendgrid_webhook import SendGridWebhook

        webhooks["sendgrid"] = SendGridWebhook(settings.sendgrid.webhook_key, whose(secrets))
    if key := settings.mailgun.webhook_key.get_secret_value():
        from gutletter.providers.mailgun_webhook import MailgunWebhook

        webhooks["mailgun"] = MailgunWebhook(key, whose(secrets))
    if password := settings.postmark.webhook_password.get_secret_value():
        from gutletter.providers.postmark_webhook import PostmarkWebhook

        webhooks["postmark"] = PostmarkWebhook(password, whose(secrets))
    if topic := settings.ses.topic:
        from gutletter.providers.ses_webhook import SesWebhook
        from gutletter.providers.sns import Sns

        webhooks["ses"] = SesWebhook(topic, whose(secrets), Sns(topic))
    return webhooks

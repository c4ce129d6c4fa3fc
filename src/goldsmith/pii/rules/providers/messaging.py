"""Chat, mail, telephony and social networks."""

from __future__ import annotations

from goldsmith.pii.rules.providers.checksums import is_snowflake_token
from goldsmith.pii.rules.providers.form import TokenForm as Form

_SLACK = "Slack API documentation, Token types"

MESSAGING = (
    Form("Slack", "bot token", ("xoxb-{d:8-14}-{d:8-14}-{b62:18-34}", "xoxb-{d:8-14}-{b62:18-26}"), _SLACK),
    Form(
        "Slack",
        "user token",
        ("xox{p|e}-{d:8-14}-{d:8-14}-{d:8-14}-{b62h:28-34}", "xoxp-{d:8-14}-{d:8-14}-{b62:24-34}"),
        _SLACK,
    ),
    Form(
        "Slack",
        "legacy token",
        (
            "xox{o|s|p|a}-{d:1-14}-{d:1-14}-{d:1-14}-{hexi:28-64}",
            "xox{o|s|p|a}-{d:1-14}-{d:1-14}-{d:1-14}-{hexi:10}",
        ),
        _SLACK,
    ),
    Form(
        "Slack",
        "workspace token",
        ("xox{a|r}-{b62:8-48}", "xox{a|r}-{d:1}-{b62:8-48}", "xoxa-2-{d:8-14}-{d:8-14}-{d:8-14}-{hexi:32}"),
        _SLACK,
    ),
    Form(
        "Slack",
        "cookie token",
        ("xoxc-{d:8-14}-{d:8-14}-{d:8-14}-{hexi:64}", "xoxd-{pct:60+}"),
        "trufflehog detectors",
    ),
    Form("Slack", "app token", ("xapp-{d:1}-{up:8-14}-{d:8-14}-{low:32-128}",), _SLACK),
    Form("Slack", "configuration token", ("xoxe.xox{b|p}-{d:1}-{b62:146-170}",), _SLACK),
    Form(
        "Slack",
        "refresh token",
        ("xoxe-{d:1}-{b62:146}", "xoxr-{d:8-14}-{d:8-14}-{d:8-14}-{hexi:32}"),
        _SLACK,
    ),
    Form(
        "Slack",
        "webhook",
        (
            "https://hooks.slack.com/{services|triggers}/T{b62:7-12}/{b62:8-14}/{b62:20-46}",
            "https://hooks.slack.com/workflows/T{b62:7-12}/A{b62:7-12}/{d:14-20}/{b62:20-32}",
        ),
        _SLACK,
    ),
    Form(
        "Discord",
        "bot token",
        (
            "^{mno:1}{b64u:23}.{b64u:6}.{b64u:20}^{b64u:7}",
            "^{mno:1}{b64u:23}.{b64u:6}.{b64u:20}^{b64u:18}",
            "^{mno:1}{b64u:25}.{b64u:6}.{b64u:20}^{b64u:18}",
        ),
        "Discord Developer Docs, Authentication",
        is_snowflake_token,
    ),
    Form("Discord", "multi-factor token", ("mfa.{b64u:84}",), "Discord Developer Docs, Authentication"),
    Form(
        "Discord",
        "webhook",
        ("https://{discord|discordapp|canary.discord|ptb.discord}.com/api/webhooks/{d:17-20}/{b64u:60-72}",),
        "Discord Developer Docs, Webhooks",
    ),
    Form("Telegram", "bot token", ("{d:6-16}^:A{b64u:34}",), "Telegram Bot API, Authorizing your bot"),
    Form(
        "Microsoft Teams",
        "webhook",
        (
            "https://{b62:1-40}^.webhook.office.com/webhookb2/{uuid}@{uuid}/IncomingWebhook/{hexi:32}/{uuid}",
            "https://outlook.office.com/webhook/{uuid}@{uuid}/IncomingWebhook/{hexi:32}/{uuid}",
        ),
        "Microsoft Learn, Incoming webhooks",
    ),
    Form(
        "Google Chat",
        "webhook",
        ("https://chat.googleapis.com/v1/spaces/{b64u:8-16}/messages?key={b64u:39}&token={b64ue:40-60}",),
        "Google Chat documentation, Webhooks",
    ),
    Form("Twilio", "API key", ("SK{hexi:32}",), "Twilio Docs, API keys"),
    Form("Twilio", "account id", ("AC{hex:32}",), "Twilio Docs, Accounts", label="ID"),
    Form(
        "SendGrid",
        "API key",
        ("SG.{b64u:22}.{b64u:43}", "SG.{b64u:16-32}.{b64u:16-64}", "SG.{b64de:66}"),
        "Twilio SendGrid Docs, API keys",
    ),
    Form("Mailgun", "API key", ("key-{hex:32}", "pubkey-{hex:32}"), "Mailgun documentation"),
    Form(
        "Mailgun",
        "private key",
        ("{hexh:20}^{hexh:12}-{hexh:8}-{hexh:8}",),
        "Mailgun documentation",
        near=("mailgun", "mg_", "mg."),
    ),
    Form("Mailchimp", "API key", ("{hex:24}^{hex:8}-us{d:1-2}",), "Mailchimp Developer, API keys"),
    Form("Mandrill", "API key", ("md-{b64u:22}",), "Mailchimp Transactional documentation"),
    Form("Brevo", "API key", ("{xkeysib|xsmtpsib}-{hex:64}-{b62:16}",), "Brevo documentation, API keys"),
    Form("Resend", "API key", ("re_{b62:8}_{b62:24}", "re_{b62:32}"), "Resend documentation"),
    Form("MailerSend", "API token", ("mlsn.{hex:64}",), "MailerSend documentation"),
    Form("Klaviyo", "private key", ("pk_{hex:34}",), "Klaviyo Developers, API keys"),
    Form("OneSignal", "API key", ("os_v2_{app|org}_{low:103}",), "OneSignal documentation"),
    Form("Courier", "API key", ("pk_{prod|test}_{up:28}",), "Courier documentation"),
    Form("PubNub", "key", ("{sec|pub|sub}-c-{uuid}", "sec-c-{b62:48}"), "PubNub documentation"),
    Form("Pushbullet", "access token", ("o.{b62:32}",), "Pushbullet API documentation"),
    Form(
        "Facebook",
        "access token",
        ("EAA{b62:81+}", "EAACEdEose0cBA{b62:20+}"),
        "Meta for Developers, Access tokens",
    ),
    Form(
        "Facebook",
        "app access token",
        ("{d:11-12}^{d:4}|{b64u:27-40}", "{d:11-12}^{d:4}%7C{b64u:27-40}"),
        "Meta for Developers, Access tokens",
    ),
    Form(
        "Instagram", "access token", ("IGQV{b64u:100+}", "IGAA{b64u:100+}"), "Meta for Developers, Instagram"
    ),
    Form(
        "Twitter",
        "bearer token",
        ("AAAAAAAAAAAAAAAAAAAAA{pct:80-110}",),
        "X Developer Platform, Bearer tokens",
    ),
    Form(
        "Twitter",
        "access token",
        ("{d:3-13}^{d:12}-{b62:20-45}",),
        "X Developer Platform, Authentication",
        near=("twitter", "access", "token", "oauth"),
    ),
    Form(
        "LinkedIn",
        "client secret",
        ("WPL_AP{d:1}.{b62:16}.{b64e:8-12}",),
        "LinkedIn documentation; kingfisher rules",
    ),
    Form(
        "TikTok",
        "access token",
        ("{act|rft|clt}.{b62:20+}!{d:1-5}.{low:2}",),
        "TikTok for Developers; kingfisher rules",
    ),
    Form(
        "Pinterest", "access token", ("{pina|pinc|pinr}_{b62:60+}",), "Pinterest Developers; kingfisher rules"
    ),
    Form("Intra42", "client secret", ("s-s4t2{ud|af}-{hex:64}",), "gitleaks rules"),
    Form("Beamer", "API key", ("b_{b64ue:44}",), "gitleaks rules", near=("beamer",)),
    Form("Nylas", "API key", ("nyk_v0_{b62:64}",), "Nylas documentation"),
)

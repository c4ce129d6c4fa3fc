"""Products for work, design, customers and content."""

from __future__ import annotations

from goldsmith.pii.rules.providers.form import TokenForm as Form

PRODUCTS = (
    Form(
        "Notion",
        "token",
        ("ntn_{d:11}{b62:35}", "secret_{b62:43}", "ntn_{b62:46}"),
        "Notion Developers, Authorization",
    ),
    Form(
        "Linear",
        "API key",
        ("lin_api_{b62:40}", "lin_oauth_{hex:64}", "lin_oauth_{b62:40}"),
        "Linear Developers",
    ),
    Form(
        "Airtable",
        "access token",
        ("pat{b62:14}.{hex:64}",),
        "Airtable documentation, Personal access tokens",
    ),
    Form("Airtable", "API key", ("key{b62:14}",), "Airtable documentation", near=("airtable",)),
    Form(
        "Asana",
        "access token",
        ("{0|1|2}/{d:13-16}^:{hex:32}", "{0|1|2}/{d:13-16}/{d:13-16}^:{hex:32}"),
        "Asana Developers, Personal access tokens",
    ),
    Form(
        "Trello", "token", ("ATTA{hex:72}", "ATTA{hexi:64}{up:8}"), "Trello documentation; kingfisher rules"
    ),
    Form("ClickUp", "API token", ("pk_{d:6-10}_{up:32}",), "ClickUp documentation"),
    Form(
        "Figma",
        "token",
        ("{figd|figo|figu|figoh|figor|figuh|figur}_{b64u:40}", "figd_{b64u:36-60}"),
        "Figma Developers, Access tokens",
    ),
    Form(
        "Typeform",
        "token",
        ("tfp_{b64de:59}", "tfp_{b64u:40-50}_{b64u:10-20}"),
        "Typeform documentation; gitleaks rules",
    ),
    Form(
        "HubSpot",
        "private app token",
        ("pat-{na1|na2|na3|eu1|ap1}-{uuid}",),
        "HubSpot Developers, Private apps",
    ),
    Form(
        "HubSpot",
        "developer key",
        ("{na1|na2|eu1}-{hex:4}-{hex:4}-{hex:4}-{hex:4}-{hex:12}",),
        "HubSpot Developers",
    ),
    Form(
        "Salesforce",
        "access token",
        ("00D{b62:12}!{b64d:80-260}", "00D{b62:15}!{b64d:80-260}"),
        "Salesforce documentation, OAuth tokens",
    ),
    Form("Salesforce", "refresh token", ("5Aep861{b64d:60-120}",), "kingfisher rules"),
    Form("Intercom", "access token", ("dG9rO{b64:50-60}{pad:0-2}",), "Intercom Developers; kingfisher rules"),
    Form(
        "Dropbox",
        "access token",
        ("sl.{b64ue:130-152}", "sl.{b64ue:20}{b64ue:110}", "sl.u.{b64ue:130+}"),
        "Dropbox documentation; gitleaks rules",
    ),
    Form("Dropbox", "long-lived token", ("{b62:11}^AAAAAAAAAA{b64ue:43}",), "gitleaks rules"),
    Form(
        "Mapbox",
        "secret token",
        ("{sk|pk|tk}.eyJ{b64u:50-250}.{b64u:22}", "{sk|pk}.{low:60}.{low:22}"),
        "Mapbox Docs, Access tokens",
    ),
    Form("Adobe", "client secret", ("p8e-{b64u:32}", "p8{b64u:34}"), "Adobe Developer; gitleaks rules"),
    Form("Frame.io", "token", ("fio-u-{b64ue:64}",), "Frame.io documentation"),
    Form("Sanity", "token", ("^sk{b62:80}^{b62:98}",), "Sanity documentation"),
    Form("Adafruit IO", "key", ("aio_{b62:28}",), "Adafruit IO documentation"),
    Form("Canva", "client secret", ("cnvca{b64u:51}",), "Canva Developers; kingfisher rules"),
    Form("Cal.com", "API key", ("cal_{live|test}_{hex:32}", "cal_{hex:32}"), "Cal.com documentation"),
    Form(
        "Zapier",
        "webhook",
        ("https://hooks.zapier.com/hooks/catch/{d:5-9}/{b62:6-8}",),
        "Zapier documentation, Webhooks",
    ),
    Form(
        "Make",
        "webhook",
        ("https://hook.{us1|us2|eu1|eu2}.make.com/{b62:32}",),
        "Make documentation, Webhooks",
    ),
    Form("WakaTime", "API key", ("waka_{uuid}",), "WakaTime documentation; CredSweeper rules"),
    Form("Riot Games", "API key", ("RGAPI-{uuid}",), "Riot Developer Portal"),
    Form("WunderGraph", "API key", ("cosmo_{hex:32}",), "CredSweeper rules"),
    Form("Salesforce", "consumer key", ("3MVG{b64d:40-200}",), "Salesforce documentation, connected apps"),
)

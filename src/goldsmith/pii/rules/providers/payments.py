"""Payments, shops, banks and coins."""

from __future__ import annotations

from goldsmith.pii.rules.providers.form import TokenForm as Form

_STRIPE = "Stripe documentation, API keys"
_SHOPIFY = "Shopify developer documentation, Access tokens"

PAYMENTS = (
    Form("Stripe", "secret key", ("{sk|rk}_{live|test|prod}_{b62:20-250}",), _STRIPE),
    Form("Stripe", "publishable key", ("pk_{live|test}_{b62:20-250}",), _STRIPE),
    Form("Stripe", "webhook secret", ("whsec_{b64:24-64}{pad:0-2}",), _STRIPE),
    Form("Stripe", "organisation key", ("sk_org_{live|test}_{b62:20-250}", "sk_org_{b62:40-250}"), _STRIPE),
    Form(
        "Square",
        "access token",
        ("EAAA{b64u:60}", "sq0atp-{b64u:22-60}", "EAAAE{b64u:59}", "EAAAl{b64u:59}"),
        "Square Developer, Access tokens",
    ),
    Form("Square", "OAuth secret", ("sq0csp-{b64u:43}",), "Square Developer, OAuth"),
    Form("Square", "application id", ("sq0idp-{b64u:22}",), "Square Developer, OAuth", label="ID"),
    Form(
        "Braintree",
        "access token",
        ("access_token${production|sandbox}${low:16}${hex:32}",),
        "PayPal Braintree documentation",
    ),
    Form(
        "Braintree",
        "tokenization key",
        ("{production|sandbox}_{low:8}_{low:16}",),
        "PayPal Braintree documentation",
    ),
    Form("Plaid", "access token", ("access-{sandbox|development|production}-{uuid}",), "Plaid Docs, Tokens"),
    Form(
        "Plaid",
        "link token",
        ("{link|public}-{sandbox|development|production}-{uuid}",),
        "Plaid Docs, Tokens",
    ),
    Form(
        "Adyen",
        "API key",
        ("AQE{b64:30-200}-{b64e:40-60}-{b62:5-20}{b64:0-20}{pad:0-2}", "AQE{b62:87}.{b64:1-120}{pad:0-2}"),
        "Adyen Docs; trufflehog detectors",
    ),
    Form(
        "Razorpay", "key", ("rzp_{live|test}_{b62:14}", "rzp_{live|test}_{b62:24}"), "Razorpay Docs, API keys"
    ),
    Form("Paystack", "key", ("{sk|pk}_{live|test}_{hex:40}",), "Paystack documentation, API keys"),
    Form(
        "Flutterwave",
        "key",
        (
            "{FLWPUBK|FLWSECK}_TEST-{hexi:32}-X",
            "{FLWPUBK|FLWSECK}_TEST-{b62:32}-X",
            "{FLWPUBK|FLWSECK}-{hexi:32}-X",
            "{FLWPUBK|FLWSECK}-{b62:32}-X",
            "FLWSECK_TEST-{hexi:12}",
            "FLWSECK_TEST-{b62:12}",
            "FLWSECK_TEST{b62:12}",
        ),
        "Flutterwave documentation",
    ),
    Form("Mollie", "API key", ("{live|test}_{b62:30}",), "Mollie documentation, API keys"),
    Form(
        "GoCardless",
        "access token",
        ("live_{b64ue:40}", "sandbox_{b64ue:40}"),
        "GoCardless documentation",
        near=("gocardless", "gc_"),
    ),
    Form("Lob", "API key", ("{live|test}_{hex:35}", "{live|test}_pub_{hex:31}"), "Lob documentation"),
    Form("Shippo", "API token", ("shippo_{live|test}_{hexi:40}",), "Shippo documentation"),
    Form("EasyPost", "API key", ("{EZAK|EZTK}{b62:54}",), "EasyPost documentation, API keys"),
    Form("Duffel", "API token", ("duffel_{live|test}_{b64ue:43}",), "Duffel documentation"),
    Form(
        "Paddle",
        "API key",
        ("pdl_{live|sdbx}_apikey_{low:26}_{b62:22}_{b62:3}",),
        "Paddle Developer, API keys",
    ),
    Form(
        "Polar",
        "token",
        ("polar_{pat|oat|at_u|at_o|rt_u|rt_o|ci|cs|cst|ac|whs}_{b62:32-64}",),
        "Polar documentation",
    ),
    Form(
        "Xendit",
        "API key",
        ("xnd_{production|development}_{b62:40-80}", "xnd_public_{production|development}_{b62:40-80}"),
        "Xendit documentation",
    ),
    Form(
        "Omise",
        "key",
        ("skey_{low:19}", "skey_test_{low:19}", "pkey_{low:19}", "pkey_test_{low:19}"),
        "Omise documentation",
    ),
    Form(
        "Checkout.com",
        "secret key",
        ("sk_sbox_{low:25}{azure:1-4}", "sk_{test|live}_{uuid}", "sk_{uuid}"),
        "Checkout.com documentation",
    ),
    Form(
        "Shopify",
        "access token",
        ("{shpat|shpca|shppa|shpss|shpua|shptka|shpit}_{hexi:32}", "shpat_{hexi:32}"),
        _SHOPIFY,
    ),
    Form("Shopify", "shared secret", ("shpss_{hexi:32}",), _SHOPIFY),
    Form("WooCommerce", "key", ("{ck|cs}_{hex:40}",), "WooCommerce documentation, REST API keys"),
    Form(
        "Chargebee",
        "API key",
        ("{live|test}_{b62:32-49}",),
        "Chargebee documentation; gitleaks rules",
        near=("chargebee",),
    ),
    Form(
        "Coinbase",
        "key name",
        ("organizations/{uuid}/apiKeys/{uuid}",),
        "Coinbase Developer documentation",
        label="ID",
    ),
    Form(
        "Alpaca",
        "key id",
        ("{PK|AK|CK}{up:18}", "{PK|AK|CK}{up:24}"),
        "Alpaca documentation",
        near=("alpaca", "apca"),
    ),
    Form("Alchemy", "key", ("alcht_{b62:30}", "alch_{b62:32}"), "Alchemy documentation"),
    Form("MaxMind", "licence key", ("{b62:6}^_{b62:29}_mmk^",), "MaxMind documentation"),
    Form("Settlemint", "token", ("sm_{aat|pat|sat}_{b62:16}",), "gitleaks rules"),
    Form("Privy", "secret", ("privy_app_secret_{b62:40-90}",), "kingfisher rules"),
    Form("Bitcoin", "extended private key", ("{xprv|yprv|zprv}{b62:107}",), "BIP 32, Serialization format"),
)

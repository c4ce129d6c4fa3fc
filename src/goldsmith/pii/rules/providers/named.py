"""Tokens without a form of their own: digits and letters of a known length, told by the provider's name beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from goldsmith.pii.rules.providers.form import Template, parse


@dataclass(frozen=True)
class NamedForm:
    """A kind of token that needs its provider's name before it in the line.

    Attributes:
        provider: who issues it.
        names: lower-case ASCII, one of which must stand before it; a name is a part of an identifier or of a host.
        templates: see `form`; without literals where there are none.
        source: where the form is documented.
        also: a second list of names, one of which must stand there too; empty for none.
        label: of the taxonomy.
    """

    provider: str
    names: tuple[str, ...]
    templates: tuple[str, ...]
    source: str
    also: tuple[str, ...] = ()
    label: str = "KEY"

    @property
    def name(self) -> str:
        """`algolia_key`."""
        return "".join(char if char.isalnum() else "_" for char in self.provider.lower()) + "_key"

    @property
    def why(self) -> str:
        """What gave it away, for a person."""
        return f"stands beside the name of {self.provider} and has the form of its keys"

    @cached_property
    def spellings(self) -> tuple[Template, ...]:
        """The templates, read."""
        return tuple(one for template in self.templates for one in parse(template))


_GL, _KF, _TH = "gitleaks rules", "kingfisher rules", "trufflehog detectors"

NAMED = (
    NamedForm("AWS secret", ("aws", "amazon", "secretaccesskey", "secret_access_key", "secret-access-key",
        "secretkey", "secret_key", "bedrock"), ("{b64:40}",), "AWS IAM User Guide; detect-secrets",
        ("secret", "aws_key", "awskey", "sk=", "access")),
    NamedForm("Adafruit", ("adafruit",), ("{lowu:32}",), _GL),
    NamedForm("Adobe", ("adobe",), ("{hex:32}",), _GL),
    NamedForm("Airtable", ("airtable",), ("{low:17}",), _GL),
    NamedForm("Algolia", ("algolia",), ("{low:32}",), _GL),
    NamedForm("Alibaba secret", ("alibaba", "aliyun", "oss_", "alicloud"), ("{b62:30}",), _GL),
    NamedForm("Amplitude", ("amplitude",), ("{hex:32}",), _TH),
    NamedForm("Asana", ("asana",), ("{low:32}", "{hex:32}"), _GL),
    NamedForm("AssemblyAI", ("assemblyai", "assembly_ai"), ("{hex:32}",), _KF),
    NamedForm("Atlassian", ("atlassian", "jira", "confluence", "bitbucket"), ("{b62:24}", "{b62:64}",
        "{b64ue:64}", "{b64u:32}"), _GL),
    NamedForm("Auth0", ("auth0",), ("{b64u:64}", "{b64u:32}"), _TH),
    NamedForm("Azure", ("azure", "aoai", "cognitive", "openai", "devops", "vsts", "ado_"), ("{hex:32}",
        "{low:52}", "{b62:84}"), "Microsoft Learn; kingfisher rules"),
    NamedForm("Beamer", ("beamer",), ("b_{b64ue:44}",), _GL),
    NamedForm("Binance", ("binance",), ("{b62:64}",), "Binance documentation"),
    NamedForm("Bitfinex", ("bitfinex",), ("{b64u:43}",), _TH),
    NamedForm("Bittrex", ("bittrex",), ("{low:32}",), _GL),
    NamedForm("BrowserStack", ("browserstack",), ("{b62:20}",), _KF),
    NamedForm("Bugsnag", ("bugsnag",), ("{hex:32}",), _TH),
    NamedForm("Cisco Meraki", ("meraki",), ("{hex:40}",), _GL),
    NamedForm("Clarifai", ("clarifai",), ("{hex:32}",), _KF),
    NamedForm("Clearbit", ("clearbit",), ("sk_{hex:32}",), _KF),
    NamedForm("Cloudflare", ("cloudflare", "cf_api", "cf-api", "x-auth-key"), ("{b64u:40}", "{hex:37}"), _GL),
    NamedForm("Cloudinary", ("cloudinary",), ("{b64u:27}",), _TH),
    NamedForm("Codacy", ("codacy",), ("{b62:20}", "{hex:32}"), _KF),
    NamedForm("Code Climate", ("codeclimate", "code_climate", "cc_test_reporter"), ("{hex:64}", "{hex:40}"),
        "noseyparker rules"),
    NamedForm("Codecov", ("codecov",), ("{low:32}", "{uuid}"), _GL),
    NamedForm("Cohere", ("cohere", "co_api"), ("{b62:40}",), _GL),
    NamedForm("Coinbase", ("coinbase",), ("{b64u:64}", "{b62:16}", "{b62:32}"), _GL),
    NamedForm("Confluent", ("confluent", "ccloud"), ("{low:64}", "{b64:64}", "{up:16}", "{low:16}"), _GL),
    NamedForm("Contentful", ("contentful",), ("{b64ue:43}",), _GL),
    NamedForm("Coveralls", ("coveralls",), ("{b62:32}", "{b62:37}"), _KF),
    NamedForm("Datadog", ("datadog", "dd_api", "dd_app", "dd-api", "dd-app", "ddog"), ("{hex:32}",
        "{low:40}"), _GL),
    NamedForm("Deepgram", ("deepgram",), ("{hex:40}",), _KF),
    NamedForm("Discord", ("discord",), ("{hex:64}", "{b64ue:32}"), _GL),
    NamedForm("Docker Hub", ("dockerhub", "docker_hub", "docker"), ("{uuid}",), _TH, ("token", "pass", "pat")),
    NamedForm("Drone", ("drone",), ("{low:32}",), _GL),
    NamedForm("Dropbox", ("dropbox",), ("{low:15}",), _GL),
    NamedForm("Elastic", ("elastic",), ("{b62:24}", "{b64u:50-70}==", "{b64:60}"), _KF),
    NamedForm("Etherscan", ("etherscan", "bscscan", "polygonscan"), ("{up:34}",), _TH),
    NamedForm("Etsy", ("etsy",), ("{low:24}",), _GL),
    NamedForm("Facebook", ("facebook", "fb_", "fbapp"), ("{hex:32}",), _GL),
    NamedForm("Fastly", ("fastly",), ("{b64ue:32}",), _GL),
    NamedForm("Finicity", ("finicity",), ("{hex:32}", "{low:20}"), _GL),
    NamedForm("Finnhub", ("finnhub",), ("{low:20}",), _GL),
    NamedForm("Flickr", ("flickr",), ("{low:32}",), _GL),
    NamedForm("FreshBooks", ("freshbooks",), ("{low:64}",), _GL),
    NamedForm("Freshdesk", ("freshdesk",), ("{b62:20}",), _TH),
    NamedForm("GitHub", ("github", "gh_token", "gh_client"), ("{hex:40}",),
        "detect-secrets; kingfisher rules", ("token", "secret", "key", "auth", "pat")),
    NamedForm("Gitea", ("gitea", "forgejo"), ("{hex:40}",), _KF),
    NamedForm("Gitter", ("gitter",), ("{lowu:40}",), _GL),
    NamedForm("Heroku", ("heroku",), ("{uuid}",), _GL),
    NamedForm("Hetzner", ("hetzner", "hcloud"), ("{b62:64}",), "Hetzner documentation"),
    NamedForm("Honeycomb", ("honeycomb",), ("{hex:32}", "{b62:22}"), _KF),
    NamedForm("HubSpot", ("hubspot", "hapikey"), ("{uuid}",), _GL),
    NamedForm("Infura", ("infura",), ("{hex:32}",), _TH),
    NamedForm("Intercom", ("intercom",), ("{b64ue:60}",), _GL),
    NamedForm("JFrog", ("jfrog", "artifactory", "bintray", "xray"), ("{low:73}", "{b62:73}", "{low:64}",
        "{b62:64}", "{hex:40}"), _GL),
    NamedForm("Jenkins", ("jenkins",), ("{hex:32}", "11{hex:32}"), "noseyparker rules"),
    NamedForm("Kraken", ("kraken",), ("{b64a:80-90}",), _GL),
    NamedForm("KuCoin", ("kucoin",), ("{hex:24}", "{uuid}"), _GL),
    NamedForm("LastFM", ("lastfm", "last_fm", "last.fm"), ("{hex:32}",), _TH),
    NamedForm("LaunchDarkly", ("launchdarkly",), ("{b64ue:40}",), _GL),
    NamedForm("Linear", ("linear",), ("{hex:32}",), _GL, ("secret", "token", "api")),
    NamedForm("LinkedIn", ("linkedin", "linked_in", "linked-in"), ("{b62:14}", "{b62:16}"), _GL),
    NamedForm("Linode", ("linode",), ("{hex:64}",), _KF),
    NamedForm("Loggly", ("loggly",), ("{uuid}",), _TH),
    NamedForm("Looker", ("looker",), ("{b62:20}", "{b62:24}"), _GL),
    NamedForm("MailJet", ("mailjet",), ("{hex:32}",), _KF),
    NamedForm("Mapbox", ("mapbox",), ("{b64u:40}",), _TH),
    NamedForm("Mattermost", ("mattermost",), ("{low:26}",), _GL),
    NamedForm("MessageBird", ("messagebird", "message_bird", "message-bird"), ("{b62:25}", "{uuid}"), _GL),
    NamedForm("Microsoft client", ("client_secret", "clientsecret", "client-secret"), ("{b64:43}=",),
        "Microsoft Entra documentation", ("azure", "aad", "tenant", "microsoft", "msal", "entra")),
    NamedForm("Mistral", ("mistral",), ("{b62:32}",), _KF),
    NamedForm("Mixpanel", ("mixpanel",), ("{hex:32}",), _KF),
    NamedForm("Netlify", ("netlify",), ("{b64ue:40-46}",), _GL),
    NamedForm("New York Times", ("nytimes", "new-york-times", "newyorktimes"), ("{b64ue:32}",), _GL),
    NamedForm("New Relic", ("newrelic", "new_relic", "new-relic"), ("{hex:47}", "{low:64}", "{hex:40}",
        "{hex:32}"), _GL),
    NamedForm("Okta", ("okta", "ssws"), ("{b64ue:42}", "{b64u:40}", "{b64u:64}"), _GL),
    NamedForm("OpenWeather", ("openweather", "owm_", "weather"), ("{hex:32}",), _TH, ("key", "appid", "api")),
    NamedForm("Opsgenie", ("opsgenie",), ("{uuid}",), _KF),
    NamedForm("OVH", ("ovh",), ("{b62:32}", "{b62:16}"), _KF),
    NamedForm("PagerDuty", ("pagerduty", "pager_duty"), ("{b64u:20}", "{low:32}"), _KF),
    NamedForm("Papertrail", ("papertrail",), ("{b62:20}",), _TH),
    NamedForm("PayPal", ("paypal",), ("{b64u:80}",), "PayPal Developer documentation"),
    NamedForm("Pinecone", ("pinecone",), ("{uuid}",), _KF),
    NamedForm("Pipedrive", ("pipedrive",), ("{hex:40}",), _TH),
    NamedForm("Plaid", ("plaid",), ("{low:30}", "{low:24}", "{hex:30}"), _GL),
    NamedForm("Postmark", ("postmark", "x-postmark"), ("{uuid}",), "noseyparker rules"),
    NamedForm("PrivateAI", ("private_ai", "privateai", "private-ai"), ("{low:32}",), _GL),
    NamedForm("Pusher", ("pusher",), ("{hex:20}",), _TH),
    NamedForm("RapidAPI", ("rapidapi", "rapid_api", "rapid-api"), ("{b64u:50}",), _GL),
    NamedForm("Razorpay", ("razorpay",), ("{b62:24}",), "Razorpay Docs, API keys"),
    NamedForm("Reddit", ("reddit",), ("{b64u:27}", "{b64u:30}"), "Reddit documentation"),
    NamedForm("Rollbar", ("rollbar",), ("{hex:32}",), _TH),
    NamedForm("Sauce Labs", ("sauce",), ("{uuid}",), "noseyparker rules"),
    NamedForm("Scaleway", ("scaleway", "scw_"), ("{uuid}",), "Scaleway documentation"),
    NamedForm("Segment", ("segment", "analytics"), ("{b62:32}", "{b64u:43}.{b64u:43}"), "noseyparker rules",
        ("key", "token", "secret")),
    NamedForm("Sendbird", ("sendbird",), ("{hex:40}", "{uuid}"), _GL),
    NamedForm("Sentry", ("sentry",), ("{hex:64}", "{hex:32}"), _GL, ("token", "auth", "key", "dsn", "secret")),
    NamedForm("Shodan", ("shodan",), ("{b62:32}",), _KF),
    NamedForm("Sidekiq", ("bundle_enterprise__contribsys", "bundle_gems__contribsys"), ("{hex:8}:{hex:8}",),
        _GL),
    NamedForm("Slack signing", ("slack",), ("{hex:32}",), "Slack API documentation, Verifying requests",
        ("sign", "secret")),
    NamedForm("Snyk", ("snyk",), ("{uuid}",), _GL),
    NamedForm("SonarQube", ("sonar",), ("{hex:40}",), _GL),
    NamedForm("Sourcegraph", ("sourcegraph",), ("{hex:40}",), _GL),
    NamedForm("SparkPost", ("sparkpost",), ("{hex:40}",), _TH),
    NamedForm("Splunk", ("splunk", "splunk_hec"), ("{uuid}",), _KF),
    NamedForm("Spotify", ("spotify",), ("{hex:32}",), _TH),
    NamedForm("Square", ("square",), ("{b64u:60-66}",), _GL),
    NamedForm("Squarespace", ("squarespace",), ("{uuid}",), _GL),
    NamedForm("Stability", ("stability",), ("sk-{b62:48}",), _KF),
    NamedForm("Steam", ("steam",), ("{HEX:32}",), "Steam Web API documentation"),
    NamedForm("Sumo Logic", ("sumo",), ("{low:64}", "{b62:64}"), _GL),
    NamedForm("Tencent secret", ("tencent", "qcloud", "cos_"), ("{b62:32}",),
        "Tencent Cloud documentation, CAM", ("secret", "key")),
    NamedForm("Together", ("together",), ("{hex:64}",), _KF),
    NamedForm("Travis", ("travis",), ("{b64u:22}",), _GL),
    NamedForm("Trello", ("trello",), ("{hex:32}", "{hex:64}"), _TH),
    NamedForm("Twilio", ("twilio",), ("{hex:32}", "{b62:32}"), "Twilio Docs, Auth tokens"),
    NamedForm("Twitch", ("twitch",), ("{low:30}",), _GL),
    NamedForm("Twitter", ("twitter",), ("{b62:25}", "{b62:50}", "{b62:45}"), _GL),
    NamedForm("Vercel", ("vercel", "zeit", "now_token"), ("{b62:24}",), _KF),
    NamedForm("Vonage", ("vonage", "nexmo"), ("{b62:16}",), _TH),
    NamedForm("Vultr", ("vultr",), ("{up:36}",), _KF),
    NamedForm("Weights & Biases", ("wandb", "weights"), ("{hex:40}",), _KF),
    NamedForm("Yandex", ("yandex",), ("{b64u:39}", "{b64u:40}", "{hex:32}"), _GL),
    NamedForm("YouTube", ("youtube",), ("{b64u:39}",), "Google Cloud documentation, API keys"),
    NamedForm("Zendesk", ("zendesk",), ("{b62:40}",), _GL),
    NamedForm("Zoom", ("zoom",), ("{b64u:22}", "{b62:32}", "{b62:36}"), _TH, ("key", "secret", "token", "jwt")),
    NamedForm("IBM Cloud", ("ibm", "bluemix", "watson"), ("{b64u:44}",), "detect-secrets"),
    NamedForm("SoftLayer", ("softlayer",), ("{low:64}",), "detect-secrets", ("key", "api", "token")),
    NamedForm("Cloudant", ("cloudant",), ("{hex:64}",), "detect-secrets"),
    NamedForm("Kubernetes bootstrap", ("bootstrap", "kubeadm", "--token"), ("{low:6}.{low:16}",),
        "Kubernetes documentation"),
    NamedForm("Ably", ("ably",), ("{b64u:6}.{b64u:6}:{b64u:16-43}",), "Ably documentation"),
    NamedForm("Freemius", ("freemius", "secret_key"), ("sk_{b64u:29}",), _GL),
    NamedForm("Sumo Logic id", ("sumo",), ("su{b62:12}",), _GL),
    NamedForm("LINE", ("line_", "line-", "linebot", "channel_access"), ("{b64:170-174}=",),
        "LINE Developers, Channel access tokens"),
)  # fmt: skip

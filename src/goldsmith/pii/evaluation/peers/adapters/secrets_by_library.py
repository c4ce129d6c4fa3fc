"""Peers that look for secrets, as libraries: detect-secrets, BigCode's settings of it, CredSweeper."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from .seam import Answer, Lines, Ready, Span, Text, one_by_one


def detect_secrets(settings: Mapping[str, Any] | None = None) -> Ready:
    """Its default plug-ins and filters, without asking providers."""
    core = import_module("detect_secrets.settings")
    collection = import_module("detect_secrets.core.secrets_collection").SecretsCollection
    asks = "detect_secrets.filters.common.is_ignored_due_to_verification_policies"

    def find(text: Text) -> Iterator[Span]:
        lines = Lines(text.text)
        with tempfile.NamedTemporaryFile("w", suffix=text.suffix or ".txt", newline="") as file:
            file.write(text.text)
            file.flush()
            with core.transient_settings(settings) if settings else core.default_settings() as current:
                current.disable_filters(asks)
                secrets = collection()
                secrets.scan_file(file.name)
        for _, secret in secrets:
            yield from lines.spans_of(secret.secret_value or "", secret.line_number)

    return Ready(("SECRET",), partial(one_by_one, find))


def bigcode_keys() -> Ready:
    """The key step of BigCode's rules as its documentation has it, over detect-secrets.

    The plug-ins without those for keywords, four filters, and two rules on hashes; the gibberish filter is the one
    that detect-secrets ships, as BigCode's model is in no package.
    """
    import_module("gibberish_detector")
    plugins = (
        "ArtifactoryDetector AWSKeyDetector Base64HighEntropyString HexHighEntropyString AzureStorageKeyDetector "
        "CloudantDetector DiscordBotTokenDetector GitHubTokenDetector IbmCloudIamDetector IbmCosHmacDetector "
        "JwtTokenDetector MailchimpDetector NpmDetector SendGridDetector SlackDetector SoftlayerDetector "
        "StripeDetector TwilioKeyDetector"
    )
    heuristics = "is_potential_uuid is_likely_id_string is_templated_secret is_sequential_string"
    package = Path(str(import_module("detect_secrets").__file__)).parent
    model: dict[str, Any] = {"model": str(package / "filters" / "gibberish" / "rfc.model"), "limit": 3.7}
    filters: list[dict[str, Any]] = [
        {"path": f"detect_secrets.filters.heuristic.{name}"} for name in heuristics.split()
    ]
    filters.append({"path": "detect_secrets.filters.gibberish.should_exclude_secret", **model})
    ready = detect_secrets(
        {"plugins_used": [{"name": name} for name in plugins.split()], "filters_used": filters}
    )

    def find(texts: Sequence[Text]) -> Answer:
        found = ready.find(texts)
        kept = [
            [] if _speaks_of_hashes(one.text) else [span for span in spans if not _is_hash(one.text, span)]
            for one, spans in zip(texts, found.spans, strict=True)
        ]
        return found._replace(spans=kept)

    return Ready(("SECRET",), find)


def _speaks_of_hashes(text: str) -> bool:
    allowed = int(0.02 * text.count("\n"))
    lower = text.lower()
    return lower.count("sha") > allowed or lower.count("hash") > allowed


def _is_hash(text: str, span: Span) -> bool:
    before = text[text.rfind("\n", 0, span[0]) + 1 : span[0]].lower()
    return span[1] - span[0] in (32, 40, 64) and any(
        word in before for word in ("sha", "md5", "hash", "byte")
    )


def credsweeper() -> Ready:
    """Its rules and its model, at the default threshold."""
    sweeper = import_module("credsweeper.app").CredSweeper(ml_threads_limit=1)
    provider = import_module("credsweeper.file_handler.byte_content_provider").ByteContentProvider

    def find(text: Text) -> Iterator[Span]:
        given = provider(text.text.encode(), file_path=f"text{text.suffix}", file_type=text.suffix)
        sweeper.credential_manager.set_credentials(sweeper.file_scan(given))
        sweeper.post_processing(None)
        lines = Lines(text.text)
        for one in sweeper.credential_manager.get_credentials():
            for part in one.line_data_list:
                yield from lines.spans_of(part.value or "", part.line_num)

    return Ready(("SECRET",), partial(one_by_one, find))

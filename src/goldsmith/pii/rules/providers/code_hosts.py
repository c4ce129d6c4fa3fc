"""Code hosts, build services and package registries."""

from __future__ import annotations

from goldsmith.pii.rules.providers.checksums import (
    decodes_to_json,
    has_crc32_tail,
    has_gitlab_crc,
    has_macaroon_header,
)
from goldsmith.pii.rules.providers.form import TokenForm as Form

_GITHUB = "GitHub Docs, About authentication to GitHub: token formats"
_GITLAB = "GitLab Docs, Token overview: token prefixes"

CODE_HOSTS = (
    Form("GitHub", "personal access token", ("ghp_{b62:36}",), _GITHUB, has_crc32_tail),
    Form("GitHub", "OAuth access token", ("gho_{b62:36}",), _GITHUB, has_crc32_tail),
    Form("GitHub", "user token of an app", ("ghu_{b62:36}",), _GITHUB, has_crc32_tail),
    Form("GitHub", "server token of an app", ("ghs_{b62:36}",), _GITHUB, has_crc32_tail),
    Form("GitHub", "refresh token", ("ghr_{b62:36}", "ghr_{b62:76}"), _GITHUB, has_crc32_tail),
    Form("GitHub", "fine-grained token", ("github_pat_{w:82}",), _GITHUB),
    Form(
        "GitHub",
        "signed server token",
        ("ghs_{d:5-12}_eyJ{b64d:60+}",),
        "GitHub Changelog, 2026: installation tokens",
    ),
    Form("GitLab", "personal access token", ("glpat-{b64u:20}",), _GITLAB),
    Form("GitLab", "routable token", ("glpat-{b64u:27-300}.{low:2}{low:7}",), _GITLAB, has_gitlab_crc),
    Form(
        "GitLab",
        "versioned routable token",
        ("glpat-{b64u:27-300}.{low:2}.{low:2}{low:7}", "glrt-t{d:1}_{b64u:27-300}.{low:2}.{low:2}{low:7}"),
        _GITLAB,
        has_gitlab_crc,
    ),
    Form("GitLab", "deploy token", ("gldt-{b64u:20}",), _GITLAB),
    Form("GitLab", "runner token", ("glrt-{b64u:20}",), _GITLAB),
    Form(
        "GitLab",
        "routable runner token",
        ("glrt-t{d:1}_{b64u:27-300}.{low:2}{low:7}", "glrt-t{d:1}_{b64u:20}"),
        _GITLAB,
    ),
    Form(
        "GitLab",
        "created runner token",
        ("glrtr-{b64u:20}", "glrtr-t{d:1}_{b64u:27-300}.{low:2}{low:7}"),
        _GITLAB,
    ),
    Form("GitLab", "runner registration token", ("GR1348941{b64u:20}",), _GITLAB),
    Form("GitLab", "CI job token", ("glcbt-{b62:1-5}_{b64u:20}",), _GITLAB),
    Form("GitLab", "plain CI job token", ("glcbt-{b64u:20}",), "trufflehog detectors"),
    Form("GitLab", "trigger token", ("glptt-{hex:40}",), _GITLAB),
    Form("GitLab", "feed token", ("glft-{b64u:20}",), _GITLAB),
    Form("GitLab", "routable feed token", ("glft-{hex:64}-{d:1-12}",), _GITLAB),
    Form("GitLab", "incoming mail token", ("glimt-{b64u:25}",), _GITLAB),
    Form("GitLab", "agent token", ("glagent-{b64u:50}",), _GITLAB),
    Form("GitLab", "OAuth application secret", ("gloas-{b64u:64}",), _GITLAB),
    Form("GitLab", "SCIM token", ("glsoat-{b64u:20}",), _GITLAB),
    Form("GitLab", "feature flag token", ("glffct-{b64u:20}",), _GITLAB),
    Form("GitLab", "workspace token", ("glwt-{b64u:20}",), _GITLAB),
    Form("GitLab", "session cookie", ("_gitlab_session=<{low:32}",), "gitleaks rules"),
    Form("Bitbucket", "app password", ("ATBB{b62:32}",), "Atlassian Support, App passwords"),
    Form(
        "Bitbucket", "repository access token", ("ATCTT3{b64ue:80-250}",), "Atlassian Support, Access tokens"
    ),
    Form("Bitbucket", "data center token", ("BBDC-{b64:44}",), "Atlassian Documentation, HTTP access tokens"),
    Form("Atlassian", "API token", ("ATATT3{b64ue:80-250}",), "gitleaks rules"),
    Form(
        "Sourcegraph",
        "access token",
        ("sgp_{hexi:16}_{hexi:40}", "sgp_local_{hexi:40}", "sgp_{hexi:40}"),
        "Sourcegraph Docs",
    ),
    Form("Sourcegraph", "Cody gateway key", ("slk_{hex:64}",), "Sourcegraph Docs"),
    Form(
        "Azure DevOps",
        "access token",
        ("{b62:68}^{b62:8}AZDO{b62:4}",),
        "Microsoft Learn, Personal access tokens",
    ),
    Form(
        "CircleCI", "access token", ("CCIPAT_{b62:22}_{hex:40}", "CCIPRJ_{b62:22}_{hex:40}"), "CircleCI Docs"
    ),
    Form(
        "Buildkite",
        "token",
        ("bkua_{hex:40}", "bkpt_{hex:40}", "bkpat_{hex:40}", "bkct_{b64u:40-60}"),
        "Buildkite Docs",
    ),
    Form("Harness", "access token", ("{pat|sat}.{b64u:22}.{b62:24}.{b62:20}",), "Harness Developer Hub"),
    Form("Octopus Deploy", "API key", ("API-{up:26}",), "Octopus Docs, API keys"),
    Form("Artifactory", "API key", ("AKCp{b62:69}", "AKCp8{b62:68}"), "JFrog documentation"),
    Form("Artifactory", "reference token", ("cmVmd{b64u:59}",), "JFrog documentation"),
    Form("SonarQube", "token", ("{squ|sqp|sqa}_{hex:40}",), "SonarQube documentation, tokens"),
    Form(
        "Snyk", "access token", ("snyk_{uat|sat|act|rct}.{hex:8}.{b64u:20-200}.{b64u:20-200}",), "Snyk Docs"
    ),
    Form("Infracost", "API key", ("ico-{b62:32}",), "gitleaks rules"),
    Form("Prefect", "API key", ("pnu_{b62:36}", "pnb_{b62:36}"), "Prefect Docs, API keys"),
    Form("Bitrise", "access token", ("bitpat_{b64u:40-60}", "bitwat_{b64u:40-60}"), "Bitrise Dev Center"),
    Form("Chromatic", "project token", ("chpt_{hex:12-15}",), "Chromatic docs"),
    Form("Expo", "access token", ("expo_{b64u:40}",), "Expo documentation"),
    Form("npm", "access token", ("npm_{b62:36}",), "npm Docs, About access tokens", has_crc32_tail),
    Form("npm", "legacy token", ("_authToken=<{uuid}",), "npm Docs, npmrc"),
    Form(
        "PyPI", "upload token", ("pypi-AgEIcHlwaS5vcmc{b64u:60+}",), "PyPI, API tokens", has_macaroon_header
    ),
    Form(
        "PyPI",
        "test upload token",
        ("pypi-AgENdGVzdC5weXBpLm9yZ{b64u:60+}",),
        "PyPI, API tokens",
        has_macaroon_header,
    ),
    Form("RubyGems", "API key", ("rubygems_{hex:48}",), "RubyGems Guides, API key scopes"),
    Form("NuGet", "API key", ("oy2{low:43}",), "Microsoft Learn, NuGet API keys"),
    Form("crates.io", "API token", ("cio{b62:32}",), "crates.io source, token prefix"),
    Form(
        "Docker",
        "access token",
        ("dckr_{pat|oat}_{b64u:27}", "dckr_oat_{b64u:32}"),
        "Docker Docs, access tokens",
    ),
    Form("Clojars", "deploy token", ("CLOJARS_{low:60}",), "Clojars wiki, deploy tokens"),
    Form(
        "Packagist",
        "token",
        (
            "packagist_{ort|out|urt|uut|cut}_{hex:68}",
            "packagist_ack_{hex:28-32}",
            "packagist_acs_{hex:76-84}",
        ),
        "OSV-SCALIBR detectors",
    ),
    Form(
        "Sentry", "organisation token", ("sntrys_eyJ{b64:40+}{pad:0-2}_{b64:43}",), "Sentry Docs, auth tokens"
    ),
    Form("Sentry", "user token", ("sntryu_{hex:64}",), "Sentry Docs, auth tokens"),
    Form("Grafana", "cloud token", ("glc_{b64:32-400}{pad:0-3}",), "Grafana documentation", decodes_to_json),
    Form("Grafana", "service account token", ("glsa_{b62:32}_{hexi:8}",), "Grafana documentation"),
    Form("Grafana", "API key", ("eyJrIjoi{b64:70-400}{pad:0-3}",), "Grafana documentation"),
)

"""The YAML header of a dataset card, as the Hugging Face hub reads it.

Source: hub-docs, datasetcard.md and repositories-licenses.md.
"""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML

from goldsmith.evaluation.card_facts import CardFacts
from goldsmith.evaluation.markdown import plain_line

_HUB_LICENCES = frozenset(
    [
        "afl-3.0",
        "agpl-3.0",
        "apache-2.0",
        "artistic-2.0",
        "bsd-2-clause",
        "bsd-3-clause",
        "bsd-3-clause-clear",
        "bsl-1.0",
        "c-uda",
        "cc-by-2.0",
        "cc-by-2.5",
        "cc-by-3.0",
        "cc-by-4.0",
        "cc-by-nc-2.0",
        "cc-by-nc-3.0",
        "cc-by-nc-4.0",
        "cc-by-nc-nd-3.0",
        "cc-by-nc-nd-4.0",
        "cc-by-nc-sa-2.0",
        "cc-by-nc-sa-3.0",
        "cc-by-nc-sa-4.0",
        "cc-by-nd-4.0",
        "cc-by-sa-3.0",
        "cc-by-sa-4.0",
        "cc0-1.0",
        "cdla-permissive-1.0",
        "cdla-permissive-2.0",
        "cdla-sharing-1.0",
        "ecl-2.0",
        "epl-1.0",
        "epl-2.0",
        "etalab-2.0",
        "eupl-1.1",
        "gpl-2.0",
        "gpl-3.0",
        "isc",
        "lgpl-2.1",
        "lgpl-3.0",
        "lppl-1.3c",
        "mit",
        "mpl-2.0",
        "ms-pl",
        "ncsa",
        "odbl",
        "ofl-1.1",
        "osl-3.0",
        "pddl",
        "postgresql",
        "unlicense",
        "wtfpl",
        "zlib",
    ]
)
"""SPDX identifiers, in lower case, that the hub knows; others are "other" with a name."""
_SIZES = ("1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T")
"""From 1,000 on, each ten times the last."""


def header(facts: CardFacts) -> str:
    """The lines between the dashes, ending with a newline: YAML, whatever the facts hold."""
    fields: dict[str, Any] = {
        "pretty_name": plain_line(facts.title),
        "language": [*map(plain_line, facts.natural_languages), "code"],
        **_licence_fields(facts.licences),
        "task_categories": [plain_line(one) for one in facts.task_categories],
        "size_categories": [_size(facts.data_points)],
        "annotations_creators": ["machine-generated" if facts.people.are_simulated else "expert-generated"],
        "tags": ["goldsmith", "code", *(plain_line(one).lower() for one in facts.programming_languages)],
    }
    if splits := sorted({file.split for file in facts.files if file.split}):
        fields["configs"] = [
            {
                "config_name": "default",
                "data_files": [
                    {"split": split, "path": [plain_line(f.path) for f in facts.files if f.split == split]}
                    for split in splits
                ],
            }
        ]
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 10**6
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    out = io.StringIO()
    yaml.dump(fields, out)
    return out.getvalue()


def _licence_fields(licences: tuple[str, ...]) -> dict[str, Any]:
    names = [plain_line(one) for one in licences if one.strip()]
    known = [name.lower() for name in names if name.lower() in _HUB_LICENCES]
    if len(known) == len(names):
        return {"license": known[0] if len(known) == 1 else known}
    return {"license": "other", "license_name": " and ".join(names), "license_link": "LICENSE"}


def _size(data_points: int) -> str:
    """The hub's category of a size: "1K<n<10K"."""
    over = sum(data_points >= 10 ** (3 + step) for step in range(len(_SIZES)))
    if over == 0:
        return f"n<{_SIZES[0]}"
    return f"n>{_SIZES[-1]}" if over == len(_SIZES) else f"{_SIZES[over - 1]}<n<{_SIZES[over]}"

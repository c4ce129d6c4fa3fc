"""Which column of a shard holds what: The Stack's by default, in its versions, or those the user names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from goldsmith.corpus.errors import ColumnsMissing
from goldsmith.corpus.readers.rows import COLUMNS


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of columns; None is the first of the usual names that is there.

    Attributes:
        content: the documents, strings or bytes.
        path: of the file in its repository.
        repository: `owner/name`.
        language: as metadata spells it.
        licences: SPDX ids, a string or a list.
    """

    content: str | None = None
    path: str | None = None
    repository: str | None = None
    language: str | None = None
    licences: str | None = None

    def among(self, names: Sequence[str], where: str) -> Columns:
        """Choose among the columns that are there; those that are not are None, but for `content`.

        Raises:
            ColumnsMissing: there is no column with the documents, or not the one that was named.
        """
        chosen: dict[str, str | None] = {}
        for one in fields(self):
            named: str | None = getattr(self, one.name)
            if named is not None and named not in names:
                raise ColumnsMissing(
                    f"{where} has no column {named}.",
                    hint=f"Its columns are {', '.join(names) or 'none'}; name another with "
                    f"--{one.name.removesuffix('s')}-column.",
                    columns=list(names),
                )
            usual = (name for name in COLUMNS[one.name] if name in names)
            chosen[one.name] = named or next(usual, None)
        if chosen["content"] is None:
            raise ColumnsMissing(
                f"{where} has no column with the documents: none of {', '.join(COLUMNS['content'])}.",
                hint=f"Its columns are {', '.join(names) or 'none'}; name one with --content-column.",
                columns=list(names),
            )
        return Columns(**chosen)

"""Material of goldens: texts of the recipe's quizzes, and code of the campaign with invented data planted into it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import TYPE_CHECKING, Any

from goldsmith.app.ports import Row
from goldsmith.domain.golden_making import wrong_marks
from goldsmith.domain.sampling import uniform
from goldsmith.domain.span import Span
from goldsmith.domain.stage import StageKind
from goldsmith.pii.taxonomy import CATEGORY_OF

if TYPE_CHECKING:
    from goldsmith.pii.planting import Planter

#: Ordinary names of small files, so that the path of a golden says nothing.
_STEMS = (
    "client",
    "config",
    "helpers",
    "loader",
    "main",
    "models",
    "runner",
    "session",
    "settings",
    "sync",
    "utils",
)
_SUFFIXES = {
    "python": ".py", "javascript": ".js", "typescript": ".ts", "java": ".java", "go": ".go", "ruby": ".rb",
    "php": ".php", "c": ".c", "c++": ".cpp", "c#": ".cs", "rust": ".rs", "shell": ".sh", "bash": ".sh", "sql": ".sql",
    "yaml": ".yaml", "json": ".json", "html": ".html", "markdown": ".md", "perl": ".pl", "kotlin": ".kt",
    "dockerfile": "", "ini": ".ini", "toml": ".toml", "xml": ".xml", "r": ".r", "scala": ".scala",
}  # fmt: skip

#: One planted chunk of so many may hold nothing to mark: "nothing here" is an answer, too.
_EMPTY_ONE_IN = 4

#: What is planted is drawn: a chunk is tried so often before another one is taken.
_TRIES = 12


def in_both_ways(
    stages: Sequence[Row], category: str, text: str, truth: Sequence[Span], identity: str, base: Row
) -> Iterator[Row]:
    """The goldens that one text with its truth makes: one to mark, and one a stage that judges marks.

    Whether the shown marks are right is drawn by the identity.
    """
    for stage in stages:
        if stage["category"] != category:
            continue
        row = {**base, "stage_id": stage["id"], "identity": identity}
        if stage["kind"] == StageKind.ANNOTATE and stage["position"] == 0:
            yield {**row, "truth": {"spans": marks_of(truth)}}
        elif stage["kind"] == StageKind.VALIDATE:
            rng = Random(f"{identity}/{category}/shown")
            wrong = wrong_marks(truth, text, stage["labels"], rng) if rng.random() < 0.5 else None
            verdict = "correct" if wrong is None else "incorrect"
            yield {
                **row,
                "truth": {"verdict": verdict},
                "shown": marks_of(truth if wrong is None else wrong),
                "prelabel": None,
            }


def quiz_goldens(recipe: Mapping[str, Any], stages: Sequence[Row], models: Sequence[Row]) -> list[Row]:
    """The exam texts of every quiz as goldens, in the languages that the campaign has: another one would stand out.

    Training texts are left out: everybody was told their answers.

    Args:
        recipe: as it is kept.
        stages: as the store lists them.
        models: documents of the campaign, whose folders and repositories the new ones are put into.
    """
    spoken = {one["language"].casefold() for one in models}
    rows: list[Row] = []
    for category, quiz in sorted((recipe.get("quizzes") or {}).items()):
        for task in quiz["exam"]:
            if spoken and task["language"].casefold() not in spoken:
                continue
            identity = _digest("quiz", category, task["text"])
            truth = sorted(Span(mark["start"], mark["end"], mark["label"]) for mark in task["spans"])
            base = {
                "source": "quiz",
                "note": "",
                "document": _address(task["language"], identity, models),
                "chunk": _whole(task["text"]),
            }
            rows += in_both_ways(stages, category, task["text"], truth, f"quiz:{identity}", base)
    return rows


def text_golden(stage: Row, given: Mapping[str, Any], truth: Row, models: Sequence[Row]) -> Row:
    """A golden about a text that came with a file.

    Args:
        stage: where.
        given: {text, language, path, shown}; path may be missing.
        truth: what is right.
        models: as for `quiz_goldens`.
    """
    identity = _digest("import", given["text"], given.get("shown"))
    address = _address(given.get("language") or "", identity, models)
    return {
        "stage_id": stage["id"],
        "source": "imported",
        "note": "",
        "identity": f"import:{identity}",
        "truth": truth,
        "shown": given.get("shown"),
        "document": {**address, "path": given.get("path") or address["path"]},
        "chunk": _whole(given["text"]),
    }


def planted_goldens(
    chunks: Sequence[Row],
    labels: Mapping[str, Sequence[str]],
    stages: Sequence[Row],
    *,
    wanted: int,
    seed: int,
) -> Iterator[Row]:
    """Plant invented data into chunks, until every category has enough.

    The labels of a planted chunk are complete for a category only where nothing in the original resembles it;
    elsewhere it makes no golden. A planted chunk has the lines of its original, so that it is not longer than others.

    Args:
        chunks: as the store lists them.
        labels: category → its labels; those that the planter does not know make nothing.
        stages: as the store lists them.
        wanted: goldens of each category to mark, > 0.
        seed: the same one plants the same.
    """
    from goldsmith.corpus.permissive import PERMISSIVE
    from goldsmith.pii.planting import Planter, names_of_faker

    wish = _Wish.of(labels, wanted)
    planter = Planter(names_of_faker())
    for chunk in chunks:
        if wish.is_fulfilled:
            return
        if not chunk["licences"] or not set(chunk["licences"]) <= PERMISSIVE or b"\r" in chunk["text"]:
            continue
        for turn in range(_TRIES):
            text, found = _plant(planter, chunk, Random(f"{seed}/{chunk['id']}/{turn}"), wish)
            used = wish.take(found)
            for category in used:
                base = _beside(chunk, category, text)
                yield from in_both_ways(
                    stages, category, text, found[category], f"planted:{chunk['id']}", base
                )
            if used:
                break


class _Wish:
    """How many goldens each category still wants: some of them may hold nothing to mark."""

    def __init__(
        self, families: Mapping[str, frozenset[str]], labels: Mapping[str, Sequence[str]], wanted: int
    ) -> None:
        self.families = families
        self.labels = labels
        self._missing = dict.fromkeys(families, wanted)
        self._empty = dict.fromkeys(families, wanted // _EMPTY_ONE_IN)

    @classmethod
    def of(cls, labels: Mapping[str, Sequence[str]], wanted: int) -> _Wish:
        """The categories whose labels the planter knows."""
        families = {
            category: frozenset(CATEGORY_OF[label] for label in known if label in CATEGORY_OF)
            for category, known in labels.items()
        }
        return cls({category: known for category, known in families.items() if known}, labels, wanted)

    @property
    def is_fulfilled(self) -> bool:
        return not any(self._missing.values())

    def take(self, found: Mapping[str, Sequence[Span]]) -> list[str]:
        """The categories that a planted text serves; a text that holds something for one of them is worth it."""
        wanted = [category for category in found if self._missing[category]]
        if not any(found[category] for category in wanted):
            return []
        used = [category for category in wanted if found[category] or self._empty[category]]
        for category in used:
            self._missing[category] -= 1
            self._empty[category] -= not found[category]
        return used


def _plant(planter: Planter, chunk: Row, rng: Random, wish: _Wish) -> tuple[str, dict[str, list[Span]]]:
    """The planted text with the lines of its original, and the marks of each category whose labels are complete."""
    from goldsmith.pii.planting import CodeWindow

    original = chunk["text"].decode()
    window = CodeWindow(original, chunk["language"], f"{chunk['path']}#{chunk['idx']}", chunk["first_line"])
    planted = planter.into_code(window, rng, most_chars=2 * len(original) + 1000)
    if planted is None:
        return "", {}
    text = _same_lines(planted.passage.text, original)
    marks = [Span(one.start, one.end, one.label) for one in planted.passage.marks if one.start < len(text)]
    if any(mark.end > len(text) for mark in marks):
        return "", {}
    found = {}
    for category, known in wish.families.items():
        here = [mark for mark in marks if CATEGORY_OF[mark.label] in known]
        # Not where the recipe has no label for something that is there.
        if known <= set(planted.covers) and all(mark.label in wish.labels[category] for mark in here):
            found[category] = here
    return text, found


def _beside(chunk: Row, category: str, text: str) -> Row:
    place = {key: chunk[key] for key in ("idx", "start_char", "first_line", "first_column")}
    return {
        "source": "planted",
        "source_item_id": chunk["items"].get(category),
        "note": "",
        "document": {key: chunk[key] for key in ("repository", "path", "language", "licences", "chunks")},
        "chunk": {**place, "text": text},
    }


def marks_of(spans: Sequence[Span]) -> list[Row]:
    """Marks as answers have them."""
    return [{"start": span.start, "end": span.end, "label": span.label} for span in sorted(spans)]


def _same_lines(planted: str, original: str) -> str:
    """The first lines of the planted text, as many as the original has."""
    lines = planted.splitlines(keepends=True)
    kept = "".join(lines[: max(1, len(original.splitlines()))])
    return kept if original.endswith("\n") else kept.rstrip("\n")


def _whole(text: str) -> Row:
    return {"idx": 0, "start_char": 0, "first_line": 1, "first_column": 0, "text": text}


def _address(language: str, identity: str, models: Sequence[Row]) -> Row:
    """A path among those of the campaign: a folder and repository it has, an ordinary name."""
    stem = _STEMS[int(uniform("stem", identity) * len(_STEMS))]
    suffix = _SUFFIXES.get(language.casefold(), ".txt")
    alike = [one for one in models if one["language"].casefold() == language.casefold()] or list(models)
    if not alike:
        return {
            "repository": "",
            "path": f"src/{stem}{suffix}",
            "language": language,
            "licences": [],
            "chunks": 1,
        }
    beside = alike[int(uniform("folder", identity) * len(alike))]
    folder, slash, _ = beside["path"].rpartition("/")
    is_same = beside["language"].casefold() == language.casefold()
    return {
        "repository": beside["repository"],
        "path": f"{folder}{slash}{stem}{suffix}",
        "language": beside["language"] if is_same else language.title(),
        "licences": beside["licences"],
        "chunks": 1,
    }


def _digest(*parts: object) -> str:
    text = "\x1f".join(repr(part) for part in parts)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()

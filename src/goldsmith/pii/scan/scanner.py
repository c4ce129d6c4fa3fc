"""One pass over a document for all recognisers."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_cache_path

from goldsmith.domain.errors import Unavailable
from goldsmith.pii.scan.engine import Engine
from goldsmith.pii.scan.re2_engine import Re2Engine
from goldsmith.pii.scan.recogniser import Hit, Recogniser

EngineName = Literal["auto", "hyperscan", "re2"]


class Scanner:
    """Says for each recogniser where it should look.

    Attributes:
        engine_name: `hyperscan` or `re2`. Both have the same hits.
    """

    engine_name: Literal["hyperscan", "re2"]

    def __init__(
        self,
        recognisers: Sequence[Recogniser[Any]],
        engine: EngineName = "auto",
        *,
        cache_dir: Path | None = None,
    ) -> None:
        """Compile the anchors of all recognisers, once a process and machine.

        Args:
            recognisers: any number.
            engine: `auto` takes Hyperscan where it is installed, else RE2.
            cache_dir: for Hyperscan's compiled database; None is the user's cache folder.

        Raises:
            Unavailable: Hyperscan was asked for and is not installed.
            ValueError: two recognisers share a name, or an anchor is none that both engines read alike.
        """
        names = [recogniser.name for recogniser in recognisers]
        if len(set(names)) < len(names):
            raise ValueError(f"Recognisers share a name: {sorted(names)}.")
        has_hyperscan = importlib.util.find_spec("hyperscan") is not None
        if engine == "hyperscan" and not has_hyperscan:
            raise Unavailable(
                "Hyperscan is not installed.", hint="Install hyperscan, or choose the engine re2."
            )
        anchors = [anchor for recogniser in recognisers for anchor in recogniser.anchors]
        self._n_recognisers = len(recognisers)
        self._owners = [
            (index, anchor)
            for index, recogniser in enumerate(recognisers)
            for anchor in range(len(recogniser.anchors))
        ]
        self._engine: Engine
        if engine == "re2" or not has_hyperscan:
            self.engine_name = "re2"
            self._engine = Re2Engine(anchors)
        else:
            from goldsmith.pii.scan.hyperscan_engine import HyperscanEngine

            self.engine_name = "hyperscan"
            folder = user_cache_path("goldsmith") / "pii" if cache_dir is None else cache_dir
            self._engine = HyperscanEngine(anchors, cache_dir=folder)

    def hits(self, data: bytes) -> list[list[Hit]]:
        """The hits of a document.

        Args:
            data: anything; it need not be UTF-8.

        Returns:
            for each recogniser, in the order of the constructor, its hits sorted by end and anchor, each once.

        Cost: linear in the bytes; memory in the hits.
        """
        found: list[list[Hit]] = [[] for _ in range(self._n_recognisers)]
        owners = self._owners
        n_anchors = len(owners)
        for code in sorted(self._engine.ends(data)):
            end = code // n_anchors
            recogniser, index = owners[code - end * n_anchors]
            # A third of what `Hit(...)` and `divmod` take; there are thousands a megabyte.
            found[recogniser].append(tuple.__new__(Hit, (end, index)))
        return found

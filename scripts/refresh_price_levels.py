"""Replace the price levels that come with Goldsmith by those of a file of the same form.

python scripts/refresh_price_levels.py FILE [--check]

The file is refused as a whole where a row is wrong; the message names line and reason. Otherwise what changes is
printed, and written unless --check is given. Name the new sources in src/goldsmith/pay/PRICE_LEVELS.md.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from goldsmith.pay.price_level_file import (
    FILE_NAME,
    PriceLevelsInvalid,
    changes,
    read_price_levels,
)

SHIPPED = Path(__file__).parents[1] / "src" / "goldsmith" / "pay" / FILE_NAME


def main(arguments: list[str] | None = None, *, target: Path = SHIPPED) -> int:
    """Refresh `target`; 0, or 1 where the file was refused."""
    parser = argparse.ArgumentParser(description="Refresh the shipped price levels.")
    parser.add_argument("file", type=Path, help="CSV with the columns of PRICE_LEVELS.md")
    parser.add_argument("--check", action="store_true", help="only say what would change")
    given = parser.parse_args(arguments)
    try:
        text = given.file.read_text(encoding="utf-8")
        new = read_price_levels(text)
    except OSError as error:
        sys.stderr.write(f"{given.file} cannot be read: {error.strerror}.\n")
        return 1
    except UnicodeDecodeError:
        sys.stderr.write(f"{given.file} is not UTF-8.\n")
        return 1
    except PriceLevelsInvalid as error:
        sys.stderr.write(f"{given.file} is refused:\n")
        for problem in error.context["problems"]:
            sys.stderr.write(f"  line {problem['line']}: {problem['message']}\n")
        return 1
    old = read_price_levels(target.read_text(encoding="utf-8"))
    found = changes(old, new)
    for line in found:
        print(line)
    what = "would change" if given.check else "changed"
    print(f"{len(new)} countries, {len(found)} {what}.")
    if not given.check:
        target.write_text(text.removeprefix("\ufeff").replace("\r\n", "\n"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""People by what credits them: who is one, who is none, and where the name ends."""

from __future__ import annotations

import pytest

from goldsmith.pii.finding import Finding
from goldsmith.pii.rules.credited_people import CREDITED_PEOPLE
from goldsmith.pii.scan.engine import check
from goldsmith.pii.scan.scanner import Scanner

CODE = "int main(void);\n" * 300
"""So much that what follows is not the top of the file."""

NAMES = [
    ("NAME_LICENSE", "/**\n * @author {}\n */", "Wanda Hrubesch"),
    ("NAME_LICENSE", "# Author: {}\n", "Zoltán Kővágó"),
    ("NAME_LICENSE", "# -*- coding -*-\n# Authors: {} (wanda@corp.io)", "Wanda Q. Hrubesch"),
    ("NAME_LICENSE", "// Copyright (c) 2009-2011, {} <w at corp dot io>", "Wanda Hrubesch"),
    ("NAME_LICENSE", "Copyright © 2015, 2021 {}. All rights reserved.", "Jean-Luc O'Neill"),
    ("NAME_LICENSE", "copyright: \"2014, {}\"", "Wanda Hrubesch"),
    ("NAME_LICENSE", "(c) 1998 by {}\n", "Wanda van der Hrubesch"),
    ("NAME", CODE + "Signed-off-by: {} <w@corp.io>", "Wanda Hrubesch"),
    ("NAME", CODE + "Maintainer: {} <w@corp.io>", "Wanda Hrubesch"),
    ("NAME", CODE + '"author": "{} <w@corp.io>"', "Wanda Hrubesch"),
    ("NAME", CODE + '"author": {{\n    "name": "{}"\n', "Wanda Hrubesch"),
    ("NAME", CODE + "authors = [\n  { name = \"{}\", email = \"w@corp.io\" }", "Wanda Hrubesch"),
    ("NAME", CODE + "By {} <w@corp.io>", "Wanda Hrubesch"),
    ("NAME", CODE + "originally implemented by {}.", "Wanda Hrubesch"),
    ("NAME", CODE + "thanks to {} for the tip", "Wanda Hrubesch"),
    ("NAME", CODE + "reported by [{}](https://corp.io)", "Wanda Hrubesch"),
    ("NAME", CODE + "git config user.name \"{}\"", "Wanda Hrubesch"),
    ("NAME", CODE + "# TODO({}): later", "Wanda Hrubesch"),
    ("NAME_EXAMPLE", CODE + "Author: {}", "John Doe"),
    ("USERNAME", "// TODO({}): why?", "whrubesch"),
    ("USERNAME", "// FIXME ({}) why?", "w.hrubesch-7"),
    ("USERNAME", "- thanks to {} (#12)", "@whrubesch"),
    ("USERNAME", "thanks to [{}](https://github.com/whrubesch)!", "@whrubesch"),
    ("USERNAME", "cc {}", "@whrubesch"),
    ("USERNAME", "# TODO: {}: check this", "@whrubesch"),
    ("USERNAME", "# {} contributed this", "@whrubesch"),
    ("USERNAME", "maintainers: ['{}']", "@whrubesch"),
    ("USERNAME", "by @zkovago and {}", "@whrubesch"),
]  # fmt: skip

NOBODY = [
    "Copyright (c) 2020 The Chromium Authors",
    "Copyright 2004 Sun Microsystems, Inc.",
    "Copyright (c) 2020 Hrubesch Software GmbH",
    "Copyright (c) 2020 Free Software Foundation",
    "Copyright (c) Facebook, Inc. and its affiliates.",
    "Copyright (c) 2020 Wanda Hrubesch Inc.",
    "Copyright notice. This Software Is Provided As Is",
    "@author Development Team",
    "Author: None",
    "author = get_author(Some Value)",
    "Created by January February",
    "written by hand",
    '<option name="Wanda Hrubesch">',
    "TODO(security): check", "TODO(123): x", "TODO(b/1234): x", "TODO(JIRA-12): x", "TODO(crbug.com): x",
    "@Override\n    @Test", "@param x the y", "by @Nullable(x)", "push @array, 1; # on to @INC",
    "thanks to @scope/package", "@media screen", "cc @ you", "annotated with @Component and @Inject",
    "m1 @ m2, x@y.z", "see `@cached` and @cachedmethod", "by @param",
]  # fmt: skip


@pytest.fixture(scope="module")
def find(tmp_path_factory):
    scanner = Scanner([CREDITED_PEOPLE], cache_dir=tmp_path_factory.mktemp("anchors"))

    def found(text: str) -> list[Finding]:
        data = text.encode()
        (hits,) = scanner.hits(data)
        return list(CREDITED_PEOPLE.find(data, hits))

    return found


@pytest.mark.parametrize(("label", "frame", "value"), NAMES)
def test_found_with_exact_borders(label, frame, value, find):
    text = frame.replace("{{", "{").replace("{}", value)
    found = [(one.label, text.encode()[one.start : one.end].decode()) for one in find(text)]
    assert (label, value) in found
    assert len(found) == (2 if "@zkovago" in text else 1)


@pytest.mark.parametrize("text", NOBODY)
def test_nobody_is_credited(text, find):
    assert [text.encode()[one.start : one.end] for one in find(text)] == []


def test_a_list_of_people_is_each_of_them(find):
    text = "Authors: Wanda Hrubesch (w@corp.io), Zoltan Kovago <z@corp.io> and Ines Abreu\n"
    assert [text[one.start : one.end] for one in find(text)] == [
        "Wanda Hrubesch",
        "Zoltan Kovago",
        "Ines Abreu",
    ]


def test_anchors_are_read_alike_by_every_engine():
    check(CREDITED_PEOPLE.anchors)

"""From the Markdown of a completion to programs, and from their reports to one verdict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.domain.errors import NotFound
from goldsmith.sandbox import Phase, PhaseResult, RunReport, Verdict, registry
from goldsmith.sandbox.fences import SUFFIXES, SYNONYMS, fences
from goldsmith.sandbox.snippets import MAX_PROGRAMS, Snippet, programs, reports, summary


def fence(tag: str, *lines: str) -> str:
    return "\n".join([f"```{tag}", *lines, "```", ""])


def files(snippets: list[Snippet]) -> list[dict[str, str]]:
    return [dict(snippet.program.files) for snippet in snippets if snippet.program]


def why(snippets: list[Snippet]) -> list[str]:
    return [snippet.why_not for snippet in snippets if not snippet.program]


MARKED, NOTHING = "ignored: it is marked as not to be run", "not checked: no program is in python"
ADD_C = "int add(int a, int b) {\n    return a + b;\n}"
MAIN_C = "int main(void) { return add(2, 3) != 5; }"


@pytest.mark.parametrize(
    ("markdown", "texts"),
    [
        ("```py\nx = 1\n```", ["x = 1\n"]),
        ("~~~python3\nx = 1\n~~~", ["x = 1\n"]),
        ("````Python\n```\nx\n```\n````", ["```\nx\n```\n"]),
        ("1. A step:\n\n   ```python\n   if x:\n       y\n   ```\n", ["if x:\n    y\n"]),
        ("> ```python\n> x = 1\n> ```\n", ["x = 1\n"]),
        ("```python\nx = 1", ["x = 1"]),
        ("```python\r\nx = 1\r\ny = 2\r\n```\r\n", ["x = 1\ny = 2\n"]),
        ("``` {.python .numberLines}\nx = 1\n```", ["x = 1\n"]),
        ("```{python, echo=TRUE}\nx = 1\n```", ["x = 1\n"]),
        ("    x = 1\n", []),
        ("Use `x = 1`.", []),
        ("<pre>\n```python\nx\n```\n</pre>", []),
    ],
)
def test_where_fences_are_found(markdown, texts):
    found = fences(markdown)
    assert [one.text for one in found] == texts
    assert all(one.tag in ("py", "python3", "python") for one in found)
    made = files(programs(markdown, language="python"))
    assert made == [{"main.py": text} for text in texts]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_places_are_offsets_of_the_text_as_it_is(ending):
    markdown = ending.join(["Héllo 😀", "", "- ```py", "  x", "  ```", "", "~~~r", "y", "~~~", "end"])
    spans = [markdown[one.start : one.end].rstrip(ending) for one in fences(markdown)]
    assert spans == [ending.join(["- ```py", "  x", "  ```"]), ending.join(["~~~r", "y", "~~~"])]


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        *[("py", "python"), ("PYTHON3", "python"), ("js", "javascript"), ("node", "javascript"), ("R", "r")],
        *[("c", "c"), ("C++", "cpp"), ("cpp", "cpp"), ("golang", "go"), ("sqlite", "sql"), ("sql", "sql")],
        *[
            ("postgres", "postgresql"),
            ("plpgsql", "postgresql"),
            ("scala", "scala"),
            ("python:a.py", "python"),
        ],
    ],
)
def test_tags(tag, language):
    assert [s.language for s in programs(fence(tag, "x"), language=tag.split(":")[0])] == [language]


def test_every_synonym_leads_to_a_language_and_each_has_suffixes():
    assert set(SYNONYMS.values()) <= set(registry.BUILT_IN) == set(SUFFIXES)
    assert not set(SYNONYMS) & set(registry.BUILT_IN)


def test_a_language_that_the_sandbox_has_not():
    with pytest.raises(NotFound):
        programs("", language="cobol")


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("", ["not checked: there is no code in a fence"]),
        ("x = 1", ["not checked: there is no code in a fence"]),
        ("```\nx = 1\n```", ["ignored: the fence names no language", "not checked: no fence names its language"]),
        (fence("bash", "ls"), ["ignored: bash is not run", NOTHING]),
        (fence("python ignore", "x"), [MARKED, NOTHING]),
        (fence("{.python .no-run}", "x"), [MARKED, NOTHING]),
        (fence("python,norun", "x"), [MARKED, NOTHING]),
        (fence("python", " "), ["ignored: the fence is empty", NOTHING]),
        (fence("python", ">>> 1", "1"), ["ignored: it is a transcript, not a program", NOTHING]),
        (fence("python", "# file: ../x.py"), ["not checked: The file name '../x.py' cannot be used in the sandbox."]),
        (fence("js", "1"), [NOTHING]),
    ],
)  # fmt: skip
def test_what_is_no_program_says_why(markdown, words):
    found = programs(markdown, language="python")
    assert why(found) == words
    assert [one.is_ignored for one in found if not one.program] == [w.startswith("ignored") for w in words]


def test_python_fences_are_one_program_in_order():
    markdown = (
        fence("python", "from __future__ import annotations", "import os", "", "def add(a, b): return a + b")
        + fence("text", "5")
        + fence("py", "from __future__ import annotations", "print(add(2, 3))")
    )
    made = programs(markdown, language="python", tests="from main import add\nassert add(1, 1) == 2\n")
    assert why(made) == ["ignored: text is not run"]
    program = made[0].program
    assert program is not None and program.main == "main.py" and program.tests
    assert program.files["main.py"] == (
        "from __future__ import annotations\nimport os\n\ndef add(a, b): return a + b\n\nprint(add(2, 3))\n"
    )
    assert (made[0].start, made[0].end) == (0, len(markdown))


@pytest.mark.parametrize(
    ("tag", "lines", "name"),
    [
        ("python util.py", ["x"], "util.py"),
        ("python title='lib/util.py'", ["x"], "lib/util.py"),
        ("python file=util.py", ["x"], "util.py"),
        ("python:lib/util.py", ["x"], "lib/util.py"),
        ("python", ["# file: util.py", "x"], "util.py"),
        ("python", ["", "# File: `data.txt`", "x"], "data.txt"),
        ("python", ["# util.py", "x"], "util.py"),
        ("python", ["# see util.py", "x"], ""),
        ("python", ["# util.js", "x"], ""),
        ("python title='A title.'", ["x"], ""),
        ("python 3.11", ["x"], ""),
        ("python {1,3}", ["x"], ""),
        ("js", ["// lib/a.mjs", "x"], "lib/a.mjs"),
        ("c", ["/* a.h */", "x"], "a.h"),
        ("sql", ["-- file: schema.sql", "x"], "schema.sql"),
    ],
)
def test_file_names(tag, lines, name):
    (found,) = fences(fence(tag, *lines))
    assert found.file_name(SYNONYMS.get(found.tag, found.tag)) == name


def test_named_fences_are_files_of_one_program():
    markdown = (
        fence("python", "# util.py", "x = 1")
        + fence("python", "from util import x")
        + fence("python title=util.py", "x = 2")
    )
    made = programs(markdown, language="python")
    assert files(made) == [{"util.py": "x = 2\n", "main.py": "from util import x\n"}]
    assert why(made) == ["ignored: a later fence has util.py again"]
    only = fence("python", "# main.py", "import util") + fence("python", "# util.py", "x = 1")
    (one,) = programs(only, language="python")
    assert one.program is not None and one.program.main == "main.py" and len(one.program.files) == 2
    (last,) = programs(only.replace("main.py", "first.py"), language="python")
    assert last.program is not None and last.program.main == "util.py"


def test_what_is_declared_twice_is_an_alternative():
    markdown = (
        fence("js", "const fs = require('fs');", "const base = 1;")
        + fence("js", "const fs = require('fs');", "const answer = base + 1;")
        + fence("js", "const answer = base + 2;")
        + fence("js", "answer;")
    )
    made = programs(markdown, language="javascript", tests="1")
    head = "const fs = require('fs');\nconst base = 1;\n\n"
    assert [one["main.js"] for one in files(made)] == [
        head + "const answer = base + 1;\n",
        head + "const answer = base + 2;\n\nanswer;\n",
    ]
    assert [one.program.tests for one in made if one.program] == [None, "1"]
    assert made[0].end <= made[1].start
    sql = fence("sql", "CREATE TABLE t (a)") + fence("sql", "INSERT INTO t VALUES (1)")
    assert len(files(programs(sql + fence("sql", "create table T (b)"), language="sql"))) == 2
    for again in ("CREATE TABLE IF NOT EXISTS t (a)", "DROP TABLE t;\nCREATE TABLE t (b)"):
        assert len(files(programs(sql + fence("sql", again), language="sql"))) == 1


def test_scripts_with_imports_are_modules():
    for line in ("import fs from 'node:fs';", "export const x = 1;", "const x = await f();"):
        assert "package.json" in files(programs(fence("js", line), language="javascript"))[0]
    multiline = fence("js", "import {", "  a,", "} from './a.js';") + fence("js", "a();")
    (made,) = files(programs(multiline, language="javascript"))
    assert made["main.js"] == "import {\n  a,\n} from './a.js';\n\na();\n"
    for line in ("const fs = require('fs');", "async () => { await f(); }", "import('x');"):
        assert "package.json" not in files(programs(fence("js", line), language="javascript"))[0]


@pytest.mark.parametrize(
    ("language", "markdown", "expected"),
    [
        ("sql", fence("sql", "SELECT 1"), ["sql"]),
        ("sql", fence("sql", "-- Dialect: PostgreSQL", "SELECT 1") + fence("sql", "SELECT 2"), ["postgresql"]),
        ("sql", fence("postgres", "SELECT 1") + fence("sql", "SELECT 1"), ["postgresql", "sql"]),
        ("sql", fence("sql", "-- dialect: pgsql") + fence("sql", "-- dialect: sqlite"), ["postgresql", "sql"]),
        ("postgresql", fence("sql", "SELECT 1"), ["postgresql"]),
        ("sql", fence("mysql", "SELECT 1"), []),
        ("sql", fence("sql", "-- dialect: mysql", "SELECT 1"), []),
    ],
)  # fmt: skip
def test_dialects_of_sql(language, markdown, expected):
    made = programs(markdown, language=language, tests="SELECT 1")
    assert [one.language for one in made if one.program] == expected
    assert sum(one.program.tests is not None for one in made if one.program) == bool(expected)
    if not expected:
        assert why(made) == ["not checked: SQL runs on SQLite or PostgreSQL, not on mysql"]


def test_tests_may_stand_in_fences():
    for tests in ("assert x\n", "The tests:\n\n```python\nassert x\n```\n"):
        (made,) = programs(fence("python", "x = 1"), language="python", tests=tests)
        assert made.program is not None and made.program.tests == "assert x\n"


def test_each_entry_point_is_a_program_with_the_parts_before_it():
    markdown = fence("c", ADD_C) + fence("c", MAIN_C) + fence("c", "void more(void) {", "}")
    made = programs(markdown, language="c", tests="int main(void) { return 0; }")
    assert files(made) == [{"main.c": f"{ADD_C}\n\n{MAIN_C}\n"}]
    assert why(made) == ["ignored: it has no entry point, and comes after the program"]
    two = programs(fence("c", MAIN_C) + fence("c", MAIN_C), language="c", tests="x")
    assert [one.program.tests for one in two if one.program] == [None, "x"]


def test_a_text_has_at_most_so_many_programs():
    made = programs(fence("c", MAIN_C) * (MAX_PROGRAMS + 2), language="c")
    assert len(files(made)) == MAX_PROGRAMS
    assert why(made) == [f"not checked: the text has more than {MAX_PROGRAMS} programs"] * 2


def test_an_excerpt_of_the_program_is_ignored():
    made = programs(fence("c", ADD_C) + fence("c", ADD_C, MAIN_C), language="c")
    assert why(made) == ["ignored: the program after it has the same again"]
    assert files(made) == [{"main.c": f"{ADD_C}\n{MAIN_C}\n"}]


def test_headers_and_sources_with_names():
    markdown = (
        fence("c", "// add.h", "int add(int, int);")
        + fence("c", "// add.c", '#include "add.h"', ADD_C)
        + fence("c", "// main.c", '#include "add.h"', MAIN_C)
    )
    (made,) = programs(markdown, language="c")
    assert made.program is not None
    assert sorted(made.program.files) == ["add.c", "add.h", "main.c"] and made.program.main == "main.c"


def test_a_library_is_checked_by_its_tests_only():
    markdown = fence("c", "struct p { int x; };") + fence("c", ADD_C)
    (alone,) = programs(markdown, language="c")
    assert alone.program is None and alone.why_not.startswith("not checked: no fence has an entry point")
    (tested,) = programs(markdown, language="c", tests="x")
    assert tested.program is not None and list(tested.program.files) == ["main.c"]


def test_go_parts_are_files_of_one_package():
    part = fence("go", "func Add(a, b int) int { return a + b }")
    start = fence("go", "package main", "", "func main() { println(Add(2, 3)) }")
    made = files(programs(part + start, language="go"))
    assert made[0]["part1.go"] == "package main\n\nfunc Add(a, b int) int { return a + b }\n"
    assert set(made[0]) == {"main.go", "part1.go"}
    library = fence("go", "package sums", "", "func Add(a, b int) int { return a + b }")
    assert why(programs(library + start, language="go")) == [
        "ignored: the program after it has the same again"
    ]
    assert files(programs(library, language="go", tests="package sums")) == [
        {"main.go": "package sums\n\nfunc Add(a, b int) int { return a + b }\n"}
    ]


@pytest.mark.parametrize(
    ("lines", "main"),
    [
        (["object Hello {", "  def main(args: Array[String]): Unit = ()", "}"], "Hello.scala"),
        (["object Lib { }", "object Hello extends App { }"], "Hello.scala"),
        (["package a.b", "", "object Hello extends App { }"], "a.b.Hello.scala"),
    ],
)
def test_scala_starts_the_object_of_its_file(lines, main):
    (made,) = programs(fence("scala", *lines), language="scala")
    assert made.program is not None and made.program.main == main


def result(phase: Phase, verdict: Verdict) -> PhaseResult:
    return PhaseResult(phase, verdict, "", 0, None, "", "", False, False, 0.1, 0.1, None)


TESTED = RunReport(Verdict.PASSED, "", (result(Phase.TEST, Verdict.PASSED),))
RAN = RunReport(Verdict.PASSED, "", (result(Phase.RUN, Verdict.PASSED),))
FAILED = RunReport(Verdict.TIMED_OUT, "the program: it ran longer than 10 s", ())
UNCHECKED = RunReport(Verdict.NOT_CHECKED, "not checked: scalac is not installed", ())


@pytest.mark.parametrize(
    ("given", "verdict", "words"),
    [
        ([], "unchecked", "not checked: there is no program"),
        ([TESTED], "passed", "the program passed its tests"),
        ([RAN], "passed", "the program ran to its end, without tests"),
        ([TESTED, RAN], "passed", "2 programs ran to their end, 1 of them with tests"),
        ([RAN, RAN], "passed", "2 programs ran to their end, none of them with tests"),
        ([RAN, UNCHECKED], "unchecked", "not checked: scalac is not installed"),
        ([FAILED], "failed", "the program failed; the program: it ran longer than 10 s"),
        ([UNCHECKED, FAILED], "failed", "1 of 2 programs failed; the program: it ran longer than 10 s"),
    ],
)
def test_one_verdict(given, verdict, words):
    assert summary(given) == (verdict, words)


def test_what_cannot_be_checked_counts_and_what_is_ignored_does_not():
    markdown = fence("mysql", "SELECT 1") + fence("text", "1") + fence("sql", "SELECT 1")
    checked = reports(programs(markdown, language="sql"), lambda program: RAN)
    assert [report.verdict for _, report in checked] == [Verdict.NOT_CHECKED, Verdict.PASSED]
    assert summary([report for _, report in checked])[0] == "unchecked"


PIECES = st.sampled_from(
    [
        *(
            "```",
            "~~~",
            "````",
            "\n",
            "\r\n",
            "\r",
            "- ",
            "> ",
            "    ",
            "\t",
            "\0",
            "# file: ",
            "../a.py",
            "main.py",
        ),
        *(
            "python",
            "c",
            "go",
            "js",
            "sql",
            "scala",
            "ignore",
            "{",
            "}",
            ",",
            "=",
            '"',
            " ",
            "postgresql",
            ">>> ",
        ),
        *(
            "package main",
            "func main() {",
            "int main(",
            "object A extends App",
            "const x = 1",
            "import a from 'b'",
        ),
        *("CREATE TABLE t (", "DROP ", "-- dialect: ", "from __future__ import x", "int f() {"),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join))


@given(TEXTS, st.sampled_from(sorted(registry.BUILT_IN)), st.one_of(st.none(), TEXTS))
def test_no_text_is_too_odd(markdown, language, tests):
    made = programs(markdown, language=language, tests=tests)
    assert made and all(0 <= one.start <= one.end <= len(markdown) for one in made)
    assert [one.start for one in made] == sorted(one.start for one in made)
    assert all((one.program is None) == bool(one.why_not) for one in made)
    assert any(not one.is_ignored for one in made)
    assert sum(one.program.tests is not None for one in made if one.program) <= 1

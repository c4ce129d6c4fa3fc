// @vitest-environment jsdom
import { expect, it } from "vitest";
import { fenceLanguages } from "../../ui/markdown";
import { highlight } from "./highlight";

function code(text: string): HTMLElement {
  const element = document.createElement("code");
  element.textContent = text;
  return element;
}

it.each([
  ["python", "def f(x):\n    return 'a' + str(x)  # <b>&amp;\n"],
  ["sql", "SELECT count(*) FROM t WHERE a = 'b';\n"],
  ["scala", "case class A(b: Int)\n\nobject C { val d = 1 }\n"],
  ["go", "func main() {\n\tfmt.Println(1)\n}\n"],
  ["c", "int main(void) { return 0; }\n"],
  ["cpp", "auto x = std::vector<int>{1};\n"],
  ["r", "f <- function(x) x + 1 # add\n"],
  ["js", "const a = `<img src=x onerror=alert(1)>`;\n"],
])("%s is coloured, and its text stays as it was", async (language, text) => {
  const element = code(text);
  await highlight(element, language);
  expect(element.textContent).toBe(text);
  expect(element.querySelectorAll("span").length).toBeGreaterThan(0);
  expect([...element.querySelectorAll("*")].every(({ tagName }) => tagName === "SPAN")).toBe(true);
});

it.each(["", "klingon"])("%j stays plain", async (language) => {
  const element = code("a = 1");
  await highlight(element, language);
  expect(element.innerHTML).toBe("a = 1");
});

it("finds the languages of code blocks in the order in which they show", () => {
  const source =
    "```py x\na\n```\n\n- item\n\n  ```Go\n  b\n  ```\n\ntext\n\n    indented\n\n> ~~~\n> c\n> ~~~\n";
  expect(fenceLanguages(source)).toEqual(["py", "Go", "", ""]);
});

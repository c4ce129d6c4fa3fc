import { describe, expect, it } from "vitest";
import type { TargetCell } from "../textQueries";
import { chosenCells, gridOf, readChoice, sentences, sumOf, valuesOf, writeChoice } from "./grid";

function cell(names: string[], target: number, accepted: number, words = ""): TargetCell {
  return { cell: names, target, accepted, in_work: 1, waiting: 2, deficit: target - accepted - 1, words };
}

const AXES = ["Language", "Category", "Difficulty"];
const CELLS = [
  cell(["Python", "Bug fixing", "easy"], 10, 4, "5 to go"),
  cell(["Python", "Bug fixing", "hard"], 10, 1, "8 to go"),
  cell(["Scala", "Generation", "easy"], 4, 3),
];

describe("gridOf", () => {
  it("sums over the axes beyond two, and says where nothing is asked for", () => {
    const grid = gridOf({ axes: AXES, cells: CELLS }, new Map());
    expect(grid.rows).toEqual(["Python", "Scala"]);
    expect(grid.columns).toEqual(["Bug fixing", "Generation"]);
    expect(grid.cells[0]?.[0]?.sum).toEqual({ target: 20, accepted: 5, in_work: 2, waiting: 4, deficit: 13 });
    expect(grid.cells[0]?.[1]?.sum).toBeNull();
    expect(grid.worst).toBe(13);
  });

  it("loses nothing: the grid holds what the cells hold", () => {
    const { cells } = gridOf({ axes: AXES, cells: CELLS }, new Map());
    const total = cells.flat().reduce((sum, one) => sum + (one.sum?.target ?? 0), 0);
    expect(total).toBe(sumOf(CELLS).target);
  });

  it("looks at one value of a further axis, and keeps all rows and columns", () => {
    const grid = gridOf({ axes: AXES, cells: CELLS }, new Map([[2, "hard"]]));
    expect(grid.rows).toEqual(["Python", "Scala"]);
    expect(grid.cells[0]?.[0]?.sum?.target).toBe(10);
    expect(grid.cells[1]?.[1]?.sum).toBeNull();
  });

  it("is not narrowed by a choice of its own two axes", () => {
    expect(gridOf({ axes: AXES, cells: CELLS }, new Map([[0, "Scala"]])).rows).toEqual(["Python", "Scala"]);
  });

  it("has one column where there is one axis", () => {
    const grid = gridOf({ axes: ["Language"], cells: [cell(["Go"], 3, 1)] }, new Map());
    expect(grid.columns).toEqual(["All"]);
    expect(grid.cells[0]?.[0]?.sum?.target).toBe(3);
  });
});

describe("the choice", () => {
  it("keeps the cells that fit every chosen axis", () => {
    const choice = new Map([
      [0, "Python"],
      [2, "hard"],
    ]);
    expect(chosenCells(CELLS, choice)).toEqual([CELLS[1]]);
    expect(chosenCells(CELLS, new Map())).toEqual(CELLS);
    expect(valuesOf(CELLS, 2)).toEqual(["easy", "hard"]);
  });

  it("survives the address, and drops what is no more", () => {
    const choice = new Map([[1, "Bug fixing"]]);
    const written = writeChoice(new URLSearchParams("cells.sort=-deficit"), 3, choice);
    expect(written.toString()).toBe("cells.sort=-deficit&axis1=Bug+fixing");
    expect(readChoice(written, CELLS, 3)).toEqual(choice);
    expect(readChoice(new URLSearchParams("axis1=Gone"), CELLS, 3)).toEqual(new Map());
  });
});

describe("sentences", () => {
  it("says the largest first and nothing where nothing is to go", () => {
    expect(sentences(CELLS)).toEqual(["8 to go", "5 to go"]);
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { placeTiles, TILE_COLUMNS, TILES, worthStep } from "./worldTiles";

describe("the map of tiles", () => {
  it("has every country of the shipped price levels, once, and no square twice", () => {
    const file = readFileSync("../src/goldsmith/pay/price_levels.csv", "utf8");
    const codes = file
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.slice(0, 2));
    expect(TILES.map((tile) => tile.code).sort()).toEqual(codes.sort());
    expect(new Set(TILES.map((tile) => `${tile.row} ${tile.column}`)).size).toBe(TILES.length);
    expect(Math.max(...TILES.map((tile) => tile.column))).toBeLessThanOrEqual(TILE_COLUMNS);
  });

  it("puts countries it does not know below the map, each on a square of its own", () => {
    const many = Array.from({ length: 30 }, (_, n) => `X${n}`);
    const placed = placeTiles(["FR", ...many]);
    const bottom = Math.max(...TILES.map((tile) => tile.row));
    expect(placed[0]).toEqual(TILES.find((tile) => tile.code === "FR"));
    expect(placed.slice(1).every((tile) => tile.row > bottom)).toBe(true);
    expect(new Set(placed.map((tile) => `${tile.row} ${tile.column}`)).size).toBe(31);
  });
});

describe("steps of worth", () => {
  it("follows the server on what is open", () => {
    expect(worthStep(false, 99, 16.5)).toBe(0);
    expect(worthStep(true, 16.5, 16.5)).toBe(1);
    expect(worthStep(true, 20.63, 16.5)).toBe(2);
    expect(worthStep(true, 28.88, 16.5)).toBe(3);
  });
});

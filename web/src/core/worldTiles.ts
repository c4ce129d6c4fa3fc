/** A map of the world in tiles: one square a country, about where it lies. Sizes mean nothing; neighbours mostly touch. */

/** Rows from north to south; columns from west to east. Two dots leave a square free. */
const ROWS: readonly string[] = [
  ".. .. .. .. .. .. .. .. .. NO SE FI .. .. .. .. .. .. .. .. .. ..",
  ".. .. .. .. .. .. IE GB .. DK .. EE .. .. .. .. .. .. .. .. .. ..",
  "CA .. .. .. .. .. .. .. NL DE PL LV .. .. .. .. .. .. .. .. .. ..",
  ".. .. .. .. .. .. .. BE LU CZ SK LT UA .. .. .. .. .. .. .. .. ..",
  "US .. .. .. .. .. .. FR CH AT HU RO MD .. .. .. .. .. .. .. .. ..",
  ".. .. .. .. .. PT ES .. IT SI HR .. .. AZ .. .. .. .. .. .. KR JP",
  "MX .. .. PR .. .. .. .. MT .. GR TR .. .. .. .. .. .. CN .. .. ..",
  "GT HN .. .. .. .. .. .. .. .. CY LB .. KW .. PK .. .. .. HK .. ..",
  "SV NI .. .. .. .. .. .. .. EG IL JO SA BH .. IN .. TH VN .. PH ..",
  ".. CR CO .. .. .. .. .. .. .. .. .. .. QA AE .. .. MY .. .. .. ..",
  ".. .. EC .. .. .. .. .. .. .. .. .. .. OM .. .. .. SG ID .. .. ..",
  ".. .. PE BR .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. ..",
  ".. .. CL AR UY .. .. .. .. .. ZA .. .. .. .. .. .. .. .. AU .. NZ",
];

export interface Tile {
  code: string;
  /** From 1, as CSS grids count. */
  row: number;
  column: number;
}

export const TILES: readonly Tile[] = ROWS.flatMap((row, y) =>
  row
    .split(" ")
    .map((code, x) => ({ code, row: y + 1, column: x + 1 }))
    .filter((tile) => tile.code !== ".."),
);

export const TILE_COLUMNS = 22;
const TILE_ROWS = ROWS.length;

/** Where each of these countries stands; those without a place of their own go into rows below the map. */
export function placeTiles(codes: readonly string[]): Tile[] {
  const known = new Map(TILES.map((tile) => [tile.code, tile]));
  let extra = 0;
  return codes.map((code) => {
    const tile = known.get(code);
    if (tile) return tile;
    const place = {
      code,
      row: TILE_ROWS + 2 + Math.floor(extra / TILE_COLUMNS),
      column: (extra % TILE_COLUMNS) + 1,
    };
    extra += 1;
    return place;
  });
}

/** How far a rate goes beyond the target: 0 closed, 1 just enough, 2 more, 3 much more. */
export type WorthStep = 0 | 1 | 2 | 3;

/** From which multiple of the target the second and the third step begin. */
export const WORTH_STEPS = [1.25, 1.75] as const;

/** The step of a country; whether it is open is the server's word, never computed here. */
export function worthStep(isOpen: boolean, worth: number, target: number): WorthStep {
  if (!isOpen) return 0;
  const [second, third] = WORTH_STEPS;
  if (worth >= third * target) return 3;
  return worth >= second * target ? 2 : 1;
}

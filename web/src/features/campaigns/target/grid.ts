/** The target's cells, chosen by axis and summed into a grid of two axes. Pure. */

import type { TargetCell, TargetView } from "../textQueries";

const NUMBERS = ["target", "accepted", "in_work", "waiting", "deficit"] as const;
export type Sum = Record<(typeof NUMBERS)[number], number>;

/** Axis → the one value of it that is looked at; an axis that is not in it is taken whole. */
export type Choice = ReadonlyMap<number, string>;

export interface GridCell {
  row: string;
  column: string;
  /** Null: the target asks for nothing there. */
  sum: Sum | null;
}

export interface Grid {
  rows: string[];
  columns: string[];
  /** Row by row, parallel to `rows` and `columns`. */
  cells: GridCell[][];
  /** The largest deficit of a cell, at least 1: what the colours are measured by. */
  worst: number;
}

export function sumOf(cells: readonly TargetCell[]): Sum {
  const sum: Sum = { target: 0, accepted: 0, in_work: 0, waiting: 0, deficit: 0 };
  for (const cell of cells) for (const name of NUMBERS) sum[name] += cell[name];
  return sum;
}

/** The values of an axis, in the order in which they first come. */
export function valuesOf(cells: readonly TargetCell[], axis: number): string[] {
  return [...new Set(cells.flatMap((cell) => cell.cell[axis] ?? []))];
}

export function chosenCells(cells: readonly TargetCell[], choice: Choice): TargetCell[] {
  return cells.filter(({ cell }) => [...choice].every(([axis, value]) => cell[axis] === value));
}

/** The first axis goes down, the second across; further ones are summed, or as chosen. */
export function gridOf({ axes, cells }: Pick<TargetView, "axes" | "cells">, choice: Choice): Grid {
  const further = new Map([...choice].filter(([axis]) => axis > 1));
  const shown = chosenCells(cells, further);
  const rows = valuesOf(cells, 0);
  const columns = axes.length > 1 ? valuesOf(cells, 1) : ["All"];
  const gridCells = rows.map((row) =>
    columns.map((column): GridCell => {
      const here = shown.filter(({ cell }) => cell[0] === row && (axes.length < 2 || cell[1] === column));
      return { row, column, sum: here.length > 0 ? sumOf(here) : null };
    }),
  );
  const worst = Math.max(1, ...gridCells.flat().map(({ sum }) => sum?.deficit ?? 0));
  return { rows, columns, cells: gridCells, worst };
}

/** What is to go, the most first; the server wrote the words. */
export function sentences(cells: readonly TargetCell[]): string[] {
  return [...cells]
    .filter((cell) => cell.words !== "")
    .sort((a, b) => b.deficit - a.deficit)
    .map((cell) => cell.words);
}

/** "axis1=Bug+fixing": the choice as it stands in the address. Values that are no more are left out. */
export function readChoice(params: URLSearchParams, cells: readonly TargetCell[], axes: number): Choice {
  const choice = new Map<number, string>();
  for (let axis = 0; axis < axes; axis += 1) {
    const value = params.get(`axis${axis}`);
    if (value !== null && valuesOf(cells, axis).includes(value)) choice.set(axis, value);
  }
  return choice;
}

/** The parameters with the choice in them; what else is there stays. */
export function writeChoice(params: URLSearchParams, axes: number, choice: Choice): URLSearchParams {
  const next = new URLSearchParams(params);
  for (let axis = 0; axis < axes; axis += 1) {
    const value = choice.get(axis);
    if (value === undefined) next.delete(`axis${axis}`);
    else next.set(`axis${axis}`, value);
  }
  return next;
}

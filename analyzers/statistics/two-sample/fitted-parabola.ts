import { linearSolution } from "./linear-solution.ts";
import { sum } from "../sample.ts";

/** The parabola of least squares through points (numpy's `polyfit(x, y, 2)`), as a function. */
export function fittedParabola(x: readonly number[], y: readonly number[]): (at: number) => number {
  const centre = sum(x) / x.length;
  const shifted = x.map((value) => value - centre);
  const moment = (power: number): number => sum(shifted.map((value) => value ** power));
  const matrix = [0, 1, 2].map((row) => [0, 1, 2].map((column) => moment(row + column)));
  const right = [0, 1, 2].map((row) => sum(shifted.map((value, index) => value ** row * (y[index] ?? 0))));
  const [constant = 0, slope = 0, bend = 0] = linearSolution(matrix, right);
  return (at) => constant + (at - centre) * (slope + (at - centre) * bend);
}

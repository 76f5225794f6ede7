/** The terms of a natural (restricted) cubic spline at a place: itself, and one for each knot but the last two; fewer than three knots make a straight line. Knots rising. [Harrell 2015, Regression Modeling Strategies, 2.4.5] */
export function splineBasis(knots: readonly number[]): (place: number) => readonly number[] {
  const [first = 0, last = 0, beforeLast = 0] = [knots[0], knots.at(-1), knots.at(-2)];
  const scale = (last - first) ** 2;
  const cube = (value: number): number => Math.max(0, value) ** 3;
  if (knots.length < 3) return (place) => [place];
  return (place) => [
    place,
    ...knots.slice(0, -2).map((knot) => {
      const tail = cube(place - beforeLast) * ((last - knot) / (last - beforeLast)) - cube(place - last) * ((beforeLast - knot) / (last - beforeLast));
      return (cube(place - knot) - tail) / scale;
    }),
  ];
}

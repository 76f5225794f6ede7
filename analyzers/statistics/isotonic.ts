/** A rising curve through knots, straight between them and level beyond the outer ones. */
export interface RisingCurve {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Rows of the level stretch that each knot belongs to, and the stretch's number. */
  readonly rows: readonly number[];
  readonly stretches: readonly number[];
}

interface Stretch {
  sum: number;
  rows: number;
  first: number;
  last: number;
}

/**
 * The rising curve with the least squared distance from the points: neighbours that fall are pooled until none does. Knots are the ends of its level stretches. As scikit-learn's `IsotonicRegression` with clipping.
 * [Barlow, Bartholomew, Bremner & Brunk 1972, Statistical inference under order restrictions]
 */
export function isotonicCurve(x: Float64Array, y: Float64Array): RisingCurve {
  const order = Uint32Array.from(x.keys()).sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0));
  const stretches: Stretch[] = [];
  for (let place = 0; place < order.length;) {
    const at = x[order[place] ?? 0] ?? 0;
    const stretch: Stretch = { sum: 0, rows: 0, first: at, last: at };
    for (; place < order.length && x[order[place] ?? 0] === at; place++) {
      stretch.sum += y[order[place] ?? 0] ?? 0;
      stretch.rows += 1;
    }
    pool(stretches, stretch);
  }
  const knots = stretches.flatMap((stretch, place) => {
    const knot = { y: stretch.sum / stretch.rows, rows: stretch.rows, stretch: place };
    return stretch.first === stretch.last
      ? [{ ...knot, x: stretch.first }]
      : [
          { ...knot, x: stretch.first },
          { ...knot, x: stretch.last },
        ];
  });
  return { x: knots.map((knot) => knot.x), y: knots.map((knot) => knot.y), rows: knots.map((knot) => knot.rows), stretches: knots.map((knot) => knot.stretch) };
}

/** Adds a stretch at the end, and pools the last two as long as they fall. */
function pool(stretches: Stretch[], added: Stretch): void {
  stretches.push(added);
  for (;;) {
    const [before, last] = [stretches.at(-2), stretches.at(-1)];
    if (before === undefined || last === undefined || before.sum / before.rows < last.sum / last.rows) return;
    stretches.splice(-2, 2, { sum: before.sum + last.sum, rows: before.rows + last.rows, first: before.first, last: last.last });
  }
}

/** The curve's height. */
export function heightAt({ x, y }: Pick<RisingCurve, "x" | "y">, place: number): number {
  const next = knotFrom(x, place);
  if (next === 0) return y[0] ?? 0;
  if (next === x.length) return y.at(-1) ?? 0;
  const [from, to, low, high] = [x[next - 1] ?? 0, x[next] ?? 0, y[next - 1] ?? 0, y[next] ?? 0];
  return place === to ? high : low + ((high - low) / (to - from)) * (place - from);
}

/** The knot that a place is told by: the first at it or above, else the last. */
export function nearestKnot({ x }: Pick<RisingCurve, "x">, place: number): number {
  return Math.min(x.length - 1, knotFrom(x, place));
}

function knotFrom(x: readonly number[], place: number): number {
  let [low, high] = [0, x.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

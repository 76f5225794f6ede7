import type { Random } from "../alarms/random.ts";

/** A quantity as a service might send it: where its values lie, in which unit. */
export interface Quantity {
  readonly unit: string | null;
  /** One row's value on an unchanged day; `level` is the day's own shift in standard deviations. */
  draw(random: Random, level: number): number;
  readonly mean: number;
  readonly deviation: number;
  /** Whether values are all positive, so that a factor is how they change. */
  readonly positive: boolean;
}

const gauss = (unit: string | null, mean: number, deviation: number): Quantity => ({
  unit,
  mean,
  deviation,
  positive: mean > 4 * deviation,
  draw: (random, level) => mean + deviation * (random.normal() + level),
});
const lognormal = (unit: string | null, median: number, sigma: number, decimals = 6): Quantity => ({
  unit,
  mean: median * Math.exp(sigma ** 2 / 2),
  deviation: median * Math.exp(sigma ** 2 / 2) * Math.sqrt(Math.exp(sigma ** 2) - 1),
  positive: true,
  draw: (random, level) => Number((median * Math.exp(sigma * (random.normal() + level))).toFixed(decimals)),
});
const gamma = (unit: string | null, shape: number, scale: number): Quantity => ({
  unit,
  mean: shape * scale,
  deviation: Math.sqrt(shape) * scale,
  positive: true,
  draw(random, level) {
    let total = 0;
    for (let part = 0; part < shape; part++) total += random.exponential();
    return total * scale * Math.exp((level * 1) / Math.sqrt(shape));
  },
});
const uniform = (unit: string | null, low: number, high: number): Quantity => ({
  unit,
  mean: (low + high) / 2,
  deviation: (high - low) / Math.sqrt(12),
  positive: low >= 0,
  draw: (random, level) => Math.min(high, Math.max(low, low + (high - low) * random.uniform() + (level * (high - low)) / Math.sqrt(12))),
});

const pareto = (unit: string | null, least: number, power: number): Quantity => ({
  unit,
  mean: (least * power) / (power - 1),
  deviation: (least / (power - 1)) * Math.sqrt(power / (power - 2)),
  positive: true,
  draw: (random, level) => least * (1 - random.uniform()) ** (-1 / power) * Math.exp(level / power),
});
const count = (mean: number): Quantity => ({
  unit: null,
  mean,
  deviation: Math.sqrt(mean),
  positive: true,
  draw(random, level) {
    let [events, left] = [0, random.uniform()];
    for (const end = Math.exp(-mean * Math.exp(level / Math.sqrt(mean))); left > end; events++) left *= random.uniform();
    return events;
  },
});
/** None in so many rows, else lognormal: rain, purchases. */
const mostlyNone = (unit: string | null, share: number, median: number, sigma: number): Quantity => {
  const some = lognormal(unit, median, sigma);
  const mean = (1 - share) * some.mean;
  const square = (1 - share) * (some.deviation ** 2 + some.mean ** 2);
  return {
    unit,
    mean,
    deviation: Math.sqrt(square - mean ** 2),
    positive: true,
    draw: (random, level) => (random.uniform() < share ? 0 : some.draw(random, level)),
  };
};
/** Two kinds of rows by nature. */
const twoHumps = (unit: string | null, low: number, high: number, deviation: number): Quantity => ({
  unit,
  mean: (low + high) / 2,
  deviation: Math.hypot((high - low) / 2, deviation),
  positive: false,
  draw: (random, level) => (random.uniform() < 0.5 ? low : high) + deviation * (random.normal() + level),
});

/** Shapes that the kinds are tried on besides: heavy tails, counts, mostly nothing, two humps by nature. */
export const ODD: readonly Quantity[] = [
  pareto("EUR", 10, 2.5),
  lognormal(null, 20, 1.2),
  count(3),
  count(40),
  mostlyNone("mm", 0.6, 7, 0.7),
  twoHumps("°C", 5, 25, 3),
];

export const TEMPERATURES: readonly Quantity[] = [gauss("°C", 12, 7), gauss("°F", 60, 13), gauss("°C", 37, 1.2), gauss("K", 288, 9)];
export const LENGTHS: readonly Quantity[] = [lognormal("km", 8, 0.7), lognormal("m", 140, 0.5), gauss("cm", 171, 9), gamma("mi", 3, 2.5)];
export const TIMES: readonly Quantity[] = [lognormal("min", 22, 0.6), lognormal("s", 4, 0.9), gamma("ms", 2, 60), lognormal("h", 5, 0.4)];
export const WEIGHTS: readonly Quantity[] = [gauss("kg", 76, 13), lognormal("g", 350, 0.8)];
export const PRESSURES: readonly Quantity[] = [gauss("hPa", 1014, 8)];
export const SHARES: readonly Quantity[] = [uniform("share", 0, 1)];
export const MONEY: readonly Quantity[] = [lognormal(null, 24, 0.9, 2), lognormal("EUR", 130, 0.6, 2), gamma(null, 4, 9)];
export const SCORES: readonly Quantity[] = [gauss(null, 0, 1), gauss(null, 650, 90), uniform(null, 10, 50), gauss("points", -3, 2)];

export const ALL: readonly Quantity[] = [...TEMPERATURES, ...LENGTHS, ...TIMES, ...WEIGHTS, ...PRESSURES, ...MONEY, ...SCORES];

/** Another unit of a quantity, with how a value of the one is written in the other; the ones that no everyday change of the world looks like, and those that one does. */
export const FAR_UNITS: readonly { readonly of: Quantity; readonly convert: (value: number) => number }[] = [
  ...[0, 2].map((place) => ({ of: TEMPERATURES[place] as Quantity, convert: (value: number) => value * 1.8 + 32 })),
  { of: TEMPERATURES[1] as Quantity, convert: (value) => (value - 32) / 1.8 },
  { of: TEMPERATURES[3] as Quantity, convert: (value) => value - 273.15 },
  { of: TEMPERATURES[0] as Quantity, convert: (value) => value + 273.15 },
  { of: LENGTHS[0] as Quantity, convert: (value) => value * 1000 },
  { of: LENGTHS[1] as Quantity, convert: (value) => value / 1000 },
  { of: LENGTHS[2] as Quantity, convert: (value) => value / 2.54 },
  { of: TIMES[0] as Quantity, convert: (value) => value * 60 },
  { of: TIMES[1] as Quantity, convert: (value) => value * 1000 },
  { of: TIMES[2] as Quantity, convert: (value) => value / 1000 },
  { of: TIMES[3] as Quantity, convert: (value) => value * 60 },
  { of: WEIGHTS[0] as Quantity, convert: (value) => value / 0.45359237 },
  { of: WEIGHTS[1] as Quantity, convert: (value) => value / 1000 },
  { of: PRESSURES[0] as Quantity, convert: (value) => value * 0.02953 },
  { of: SHARES[0] as Quantity, convert: (value) => value * 100 },
  { of: MONEY[0] as Quantity, convert: (value) => value * 100 },
  { of: MONEY[1] as Quantity, convert: (value) => value * 100 },
];
export const NEAR_UNITS: readonly { readonly of: Quantity; readonly factor: number }[] = [
  { of: LENGTHS[0] as Quantity, factor: 1 / 1.609344 },
  { of: LENGTHS[1] as Quantity, factor: 1 / 0.3048 },
  { of: LENGTHS[3] as Quantity, factor: 1.609344 },
  { of: lognormal("km/h", 55, 0.45), factor: 1 / 1.609344 },
  { of: gamma("m/s", 3, 3), factor: 3.6 },
  { of: lognormal("lb", 40, 0.7), factor: 0.45359237 },
];

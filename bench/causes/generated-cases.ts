import type { Cause } from "../../analyzers/findings/finding.ts";
import type { Cell } from "../../test/analyzers/drift/synthetic.ts";
import type { Random } from "../alarms/random.ts";
import { ALL, FAR_UNITS, MONEY, NEAR_UNITS, ODD, type Quantity, SCORES } from "./shapes.ts";

/** What a generated case should be called: every cause of `all`, or, where two cannot be told from each other, every one of `either`; neither: no cause. */
export interface Truth {
  readonly all?: readonly Cause[];
  readonly either?: readonly Cause[];
}

/** How a column changes: its rows of a day as they would be, then as they are in the changed day of that number (0, 1, …). */
export interface GeneratedCase {
  readonly kind: string;
  readonly truth: Truth;
  readonly unit: string | null;
  readonly baselineDays: number;
  readonly rows: number;
  /** Standard deviation of the day's own level, in standard deviations of a row. */
  readonly dayEffect: number;
  /** Days that are changed, and unchanged days after them. */
  readonly days: number;
  readonly after: number;
  unchanged(random: Random, level: number): Cell;
  changed(rows: readonly Cell[], day: number, random: Random): readonly Cell[];
}

type Built = Pick<GeneratedCase, "unit" | "unchanged" | "changed"> & { readonly truth?: Truth };
type Kind = { readonly name: string; readonly truth: Truth; readonly days: number; readonly after?: number; build(random: Random): Built };

const pick = <T>(random: Random, of: readonly T[]): T => of[random.whole(of.length)] as T;
const between = (random: Random, low: number, high: number): number => low + (high - low) * random.uniform();
const side = (random: Random): number => (random.uniform() < 0.5 ? -1 : 1);
const each =
  (change: (value: number, random: Random, day: number) => Cell): GeneratedCase["changed"] =>
  (rows, day, random) =>
    rows.map((cell) => (typeof cell === "number" ? change(cell, random, day) : cell));
const numbers = (of: Quantity, changed: GeneratedCase["changed"]): Built => ({ unit: of.unit, unchanged: (random, level) => of.draw(random, level), changed });

/** A real change that no conversion looks like: by a shift for numbers of both signs, by a factor for positive ones. */
function moved(random: Random, of: Quantity, sizes: number): (value: number) => number {
  const way = side(random);
  if (!of.positive || of.deviation < of.mean / 4) return (value) => value + way * sizes * of.deviation;
  const factor = pick(random, way > 0 ? [1.35, 1.9, 2.8, 4.5] : [0.3, 0.45, 0.72]);
  return (value) => value * factor;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
function word(random: Random): string {
  return Array.from({ length: 4 + random.whole(5) }, () => LETTERS[random.whole(26)]).join("");
}

interface Levels {
  readonly names: readonly string[];
  readonly shares: readonly number[];
}

function levels(random: Random): Levels {
  const names = [...new Set(Array.from({ length: 3 + random.whole(9) }, () => word(random)))];
  const raw = names.map(() => 0.25 + random.exponential());
  const total = raw.reduce((a, b) => a + b, 0);
  const order = raw.map((share) => share / total).toSorted((a, b) => b - a);
  return { names, shares: order };
}

function categories({ names, shares }: Levels, changed: GeneratedCase["changed"]): Built {
  const draw = (random: Random): string => {
    let left = random.uniform();
    for (const [index, share] of shares.entries()) {
      left -= share;
      if (left < 0) return names[index] ?? "";
    }
    return names[0] ?? "";
  };
  return { unit: null, unchanged: draw, changed };
}

const relabel =
  (changes: Readonly<Record<string, string>>): GeneratedCase["changed"] =>
  (rows) =>
    rows.map((cell) => (typeof cell === "string" ? (changes[cell] ?? cell) : cell));
const alike = (random: Random, name: string): string =>
  pick(random, [
    name.toUpperCase(),
    `${name} `,
    `${name[0]?.toUpperCase()}${name.slice(1)}`,
    `${name}s`,
    name.slice(0, 3),
    `${name.slice(0, 2)}-${name.slice(2)}`,
  ]);

/** Kinds of change. Written from what happens to a service's data, without a look at how causes are told. */
export const KINDS: readonly Kind[] = [
  {
    name: "clean",
    truth: {},
    days: 4,
    build: (random) => (random.uniform() < 0.6 ? numbers(pick(random, ALL), (rows) => rows) : categories(levels(random), (rows) => rows)),
  },
  {
    name: "another unit",
    truth: { all: ["unitChange"] },
    days: 3,
    build(random) {
      const { of, convert } = pick(random, FAR_UNITS);
      return numbers(
        of,
        each((value) => convert(value)),
      );
    },
  },
  {
    name: "unit or factor",
    truth: { either: ["unitChange", "trueShift"] },
    days: 3,
    build(random) {
      const { of, factor } = pick(random, NEAR_UNITS);
      return numbers(
        of,
        each((value) => value * factor),
      );
    },
  },
  {
    name: "a lasting shift",
    truth: { all: ["trueShift"] },
    days: 5,
    build(random) {
      const of = pick(random, ALL);
      return numbers(of, each(moved(random, of, between(random, 0.9, 2.6))));
    },
  },
  {
    name: "a shift by degrees",
    truth: { all: ["trueShift"] },
    days: 8,
    build(random) {
      const of = pick(random, SCORES);
      const step = side(random) * between(random, 0.2, 0.4) * of.deviation;
      return numbers(
        of,
        each((value, _, day) => value + step * (day + 1)),
      );
    },
  },
  {
    name: "one odd day",
    truth: {},
    days: 1,
    build(random) {
      const of = pick(random, ALL);
      return numbers(of, each(moved(random, of, between(random, 0.9, 2.6))));
    },
  },
  {
    name: "a campaign that ends",
    truth: { all: ["temporaryShift"] },
    days: 3,
    after: 3,
    build(random) {
      if (random.uniform() < 0.5) {
        const of = pick(random, ALL);
        return numbers(of, each(moved(random, of, between(random, 1.2, 2.6))));
      }
      const { names, shares } = levels(random);
      const grown = names.at(-1) ?? "";
      return categories({ names, shares }, (rows, _, inner) => rows.map((cell) => (inner.uniform() < 0.4 ? grown : cell)));
    },
  },
  {
    name: "stuck",
    truth: { all: ["stuckValue"] },
    days: 2,
    build(random) {
      const of = pick(random, ALL);
      const [at, share] = [of.draw(random, 0), pick(random, [1, 1, 0.5, 0.25])];
      return numbers(
        of,
        each((value, inner) => (inner.uniform() < share ? at : value)),
      );
    },
  },
  {
    name: "a sentinel",
    truth: { all: ["sentinel"] },
    days: 2,
    build(random) {
      const of = pick(random, ALL);
      const far = of.mean - 8 * of.deviation;
      const numbersThere = [-999, -9999, 99_999, ...(of.mean > 1.5 * of.deviation ? [0] : []), ...(of.positive ? [-1] : [])].filter(
        (number) => number < far || number > of.mean + 8 * of.deviation || number <= 0,
      );
      const [at, share] = [pick(random, numbersThere), between(random, 0.1, 0.5)];
      return numbers(
        of,
        each((value, inner) => (inner.uniform() < share ? at : value)),
      );
    },
  },
  {
    name: "the sign turned",
    truth: { all: ["signFlip"] },
    days: 2,
    build(random) {
      const of = pick(
        random,
        [...ALL].filter(({ mean, deviation }) => Math.abs(mean) > 1.2 * deviation),
      );
      return numbers(
        of,
        each((value) => -value),
      );
    },
  },
  {
    name: "spread alone",
    truth: { all: ["spreadChange"] },
    days: 3,
    build(random) {
      const of = pick(random, [...SCORES, ...ALL.filter(({ mean, deviation }) => mean > 3 * deviation)]);
      const factor = pick(random, [0.35, 0.5, 1.8, 2.5, 3]);
      return numbers(
        of,
        each((value) => of.mean + (value - of.mean) * factor),
      );
    },
  },
  {
    name: "a second hump",
    truth: { either: ["secondHump", "mixedSources"] },
    days: 3,
    build(random) {
      const of = pick(random, [...SCORES.slice(0, 2), ...ALL.filter(({ mean, deviation }) => mean > 3 * deviation)]);
      const [apart, share, width] = [side(random) * between(random, 4, 7), between(random, 0.2, 0.5), between(random, 0.3, 0.9)];
      return numbers(
        of,
        each((value, inner) => (inner.uniform() < share ? of.mean + of.deviation * (apart + width * inner.normal()) : value)),
      );
    },
  },
  {
    name: "two sources, one in another unit",
    truth: { all: ["mixedSources"] },
    days: 3,
    build(random) {
      const { of, convert } = pick(random, FAR_UNITS);
      const share = between(random, 0.25, 0.7);
      return numbers(
        of,
        each((value, inner) => (inner.uniform() < share ? convert(value) : value)),
      );
    },
  },
  {
    name: "values missing",
    truth: { all: ["nullSurge"] },
    days: 2,
    build(random) {
      const share = pick(random, [0.2, 0.35, 0.7, 1]);
      const drop: GeneratedCase["changed"] = (rows, _, inner) => rows.map((cell) => (inner.uniform() < share ? null : cell));
      return random.uniform() < 0.6 ? numbers(pick(random, ALL), drop) : categories(levels(random), drop);
    },
  },
  {
    name: "missing and shifted",
    truth: { all: ["nullSurge", "trueShift"] },
    days: 4,
    build(random) {
      const of = pick(random, [...SCORES, ...MONEY]);
      const [share, move] = [between(random, 0.15, 0.4), moved(random, of, between(random, 1.5, 2.5))];
      return numbers(
        of,
        each((value, inner) => (inner.uniform() < share ? null : move(value))),
      );
    },
  },
  {
    name: "sentinel and another unit",
    truth: { all: ["sentinel", "unitChange"] },
    days: 2,
    build(random) {
      const { of, convert } = pick(random, FAR_UNITS);
      const share = between(random, 0.1, 0.3);
      return numbers(
        of,
        each((value, inner) => (inner.uniform() < share ? -99_999 : convert(value))),
      );
    },
  },
  {
    name: "odd shapes: clean",
    truth: {},
    days: 4,
    build: (random) => numbers(pick(random, ODD), (rows) => rows),
  },
  {
    name: "odd shapes: a sentinel",
    truth: { all: ["sentinel"] },
    days: 2,
    build(random) {
      const [at, share] = [pick(random, [-999, -9999, 99_999]), between(random, 0.08, 0.4)];
      return numbers(
        pick(random, ODD),
        each((value, inner) => (inner.uniform() < share ? at : value)),
      );
    },
  },
  {
    name: "odd shapes: values missing",
    truth: { all: ["nullSurge"] },
    days: 2,
    build(random) {
      const share = between(random, 0.2, 0.6);
      return numbers(
        pick(random, ODD),
        each((value, inner) => (inner.uniform() < share ? null : value)),
      );
    },
  },
  {
    name: "odd shapes: a factor that lasts",
    truth: { all: ["trueShift"] },
    days: 5,
    build(random) {
      const factor = pick(random, [0.45, 1.7, 2.4]);
      return numbers(
        pick(
          random,
          ODD.filter(({ positive, deviation, mean }) => positive && deviation > mean / 2.5),
        ),
        each((value) => value * factor),
      );
    },
  },
  {
    name: "odd shapes: the sign turned",
    truth: { all: ["signFlip"] },
    days: 2,
    build: (random) =>
      numbers(
        pick(
          random,
          ODD.filter(({ positive }) => positive),
        ),
        each((value) => -value),
      ),
  },
  {
    name: "rows more than once",
    truth: { all: ["duplicatedRows"] },
    days: 2,
    build(random) {
      const times = 20 + random.whole(60);
      return numbers(pick(random, [...ALL]), (rows) => {
        const few = rows.slice(0, Math.max(6, Math.ceil(rows.length / times)));
        return Array.from({ length: rows.length }, (_, place) => few[place % few.length] ?? null);
      });
    },
  },
  {
    name: "renamed, names alike",
    truth: { all: ["renamedCategory"] },
    days: 2,
    build(random) {
      const of = levels(random);
      const name = of.names[random.whole(Math.min(3, of.names.length))] ?? "";
      return categories(of, relabel({ [name]: alike(random, name) }));
    },
  },
  {
    name: "renamed or replaced",
    truth: { either: ["renamedCategory", "trueShift"] },
    days: 2,
    build(random) {
      const of = levels(random);
      const name = of.names[random.whole(Math.min(3, of.names.length))] ?? "";
      return categories(of, relabel({ [name]: `Q${word(random)}` }));
    },
  },
  {
    name: "two renamed",
    truth: { all: ["renamedCategory", "renamedCategory"] },
    days: 2,
    build(random) {
      const of = levels(random);
      return categories(of, relabel(Object.fromEntries(of.names.slice(0, 2).map((name) => [name, name.toUpperCase()]))));
    },
  },
  {
    name: "one gone, a new one from others",
    truth: {},
    days: 1,
    build(random) {
      const names = ["oak", "elm", "fir", "yew"];
      const [gone, share] = [between(random, 0.1, 0.2), between(random, 0.1, 0.25)];
      const of = { names, shares: [0.45, gone, 0.35, 0.2 - gone + 0.0001] };
      return categories({ ...of, shares: of.shares.map((one) => Math.max(0.02, one)) }, (rows, _, inner) =>
        rows.map((cell) => (cell === "elm" ? "oak" : cell === "fir" && inner.uniform() < share * 2 ? "zinc" : cell)),
      );
    },
  },
  {
    name: "a level for no value",
    truth: { all: ["sentinel"] },
    days: 2,
    build(random) {
      const [name, share] = [pick(random, ["unknown", "N/A", "", "null", "?"]), between(random, 0.15, 0.5)];
      return categories(levels(random), (rows, _, inner) => rows.map((cell) => (inner.uniform() < share ? name : cell)));
    },
  },
  {
    name: "another mix that lasts",
    truth: { all: ["trueShift"] },
    days: 5,
    build(random) {
      const of = levels(random);
      const [from, to] = [of.names[0] ?? "", of.names[2] ?? ""];
      const share = between(random, 0.5, 0.8);
      return categories(of, (rows, _, inner) => rows.map((cell) => (cell === from && inner.uniform() < share ? to : cell)));
    },
  },
];

/** A case of a kind: its size, its baseline's length and how much its days differ are drawn too. */
export function generatedCase(kind: Kind, random: Random): GeneratedCase {
  const { truth = kind.truth, ...built } = kind.build(random);
  return {
    ...built,
    kind: kind.name,
    truth,
    baselineDays: pick(random, [35, 45, 60, 90]),
    rows: pick(random, [200, 400, 800, 1500]),
    dayEffect: pick(random, [0, 0, 0.1, 0.2]),
    days: kind.days,
    after: kind.after ?? 0,
  };
}

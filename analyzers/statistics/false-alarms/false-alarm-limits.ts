import type { DetectorMemory, DetectorRun } from "../change-detector.ts";
import { type Random, seededRandom } from "../random.ts";

/** What a statistic is held against in one block of a run, by the rate of errors seen up to its beginning: groups of rates between edges (logits), each with its limit, and how statistics grow with the logit (e to the `slope` times it). */
interface BlockLimits {
  readonly slope: number;
  readonly edges: readonly number[];
  readonly limits: readonly Limit[];
}

/** A statistic over `height` is an alarm; one that equals it by a draw over `tie`. */
interface Limit {
  readonly height: number;
  readonly tie: number;
}

/** Limits of a detector by how far a run has come since its last alarm. */
export interface FalseAlarmLimits {
  /** Values after which the next block begins, in order; nothing is called before the first. */
  readonly ends: readonly number[];
  readonly blocks: readonly BlockLimits[];
}

/** How the limits are learned. */
export interface LimitsRequest {
  readonly start: (memory: DetectorMemory | null) => DetectorRun;
  /** One false alarm in so many values. */
  readonly every: number;
  /** The error rates they are for: those whose logit is within 1.5 of this. */
  readonly logit: number;
  /** Whether the detector forgets by itself, so that a run's later part is like its earlier one. */
  readonly windowed: boolean;
}

/** Ends of the blocks, in parts of `every`. */
const ENDS = [0.02, 0.06, 0.12, 0.2, 0.3, 0.45, 0.6, 0.8, 1, 1.3, 1.7, 2.2, 3] as const;
const WINDOWED_ENDS = 5;
/** Half the width of the rates of one set of limits, on the logit. */
export const HALF_WIDTH = 1.5;
const GROUPS = 5;
const STEPS = 2e7;
const WINDOWED_STEPS = 2e6;
const [FEWEST, MOST] = [300, 1500] as const;
const SEED = 20_261_127;

/** A simulated stream that has had no alarm. */
interface Particle {
  readonly rate: number;
  run: DetectorRun;
  errors: number;
  /** Logit of the rate seen up to the block's beginning. */
  seen: number;
  height: number;
  tie: number;
}

/**
 * Limits at which a detector raises one false alarm in `every` values of an independent stream of errors, whatever its rate, which is not known.
 *
 * A run of alarms at a constant chance of 1/`every` a value, given none before, has that mean; so streams of many rates are simulated side by side, and in each block of values, among the streams that got so far with much the same rate of errors seen, the
 * limit is put where that part of them passes it. Given the number of errors seen, how they came about no longer depends on the rate: what holds among streams of one seen rate holds for any true one. Streams that pass are gone; others take their place, as copies.
 * [Zhang & Woodall 2015, Dynamic probability control limits for risk-adjusted Bernoulli CUSUM charts; Ross, Tasoulis & Adams 2013, Sequential monitoring of a Bernoulli sequence when the pre-change parameter is unknown]
 */
export function learnFalseAlarmLimits(request: LimitsRequest): FalseAlarmLimits {
  const { start, every, logit, windowed } = request;
  const random = seededRandom(SEED ^ Math.imul(Math.round(8 * logit), 0x9e3779b1));
  const ends = blockEnds(every, windowed);
  const count = Math.min(MOST, Math.max(FEWEST, Math.round((windowed ? WINDOWED_STEPS : STEPS) / (ends.at(-1) ?? 1))));
  let particles: readonly Particle[] = Array.from({ length: count }, (_, place) => ({
    rate: rateAt(logit + HALF_WIDTH * ((2 * (place + random())) / count - 1)),
    run: start(null),
    errors: 0,
    seen: 0,
    height: 0,
    tie: 0,
  }));
  let at = advance(particles, 0, ends[0] ?? 0, random);
  const owed = Array<number>(GROUPS).fill(0);
  const blocks = ends.slice(1).map((end) => {
    for (const particle of particles) particle.seen = seenLogit(particle.errors, at);
    const edges = edgesOf([...particles].sort((a, b) => a.seen - b.seen));
    const groups = Array.from({ length: GROUPS }, (): Particle[] => []);
    for (const particle of particles) groups[groupOf(edges, particle.seen)]?.push(particle);
    const chance = 1 - Math.exp(-(end - at) / every);
    at = advance(particles, at, end, random);
    const slope = slopeOf(particles);
    for (const particle of particles) particle.height *= scaleOf(slope, particle.seen);
    const limits = groups.map((group, place) => {
      const asked = chance * group.length + (owed[place] ?? 0);
      const limit = limitOf(group, Math.floor(asked));
      owed[place] = Math.min(asked - group.filter((one) => passes(limit, one.height, one.tie)).length, group.length / 2);
      return limit;
    });
    const alive = groups.flatMap((group, place) => group.filter((one) => !passes(limits[place] ?? NEVER, one.height, one.tie)));
    particles = replenished(alive, count, start, random);
    return { slope, edges, limits };
  });
  return { ends, blocks };
}

/** The limit that holds in a block, from 1 on, by the logit of the rate seen up to its beginning, and by what a statistic is multiplied before it is held against it. */
export function limitIn({ blocks }: FalseAlarmLimits, block: number, logit: number): Limit & { readonly scale: number } {
  const limits = blocks[block - 1];
  const limit = limits?.limits[groupOf(limits.edges, logit)] ?? NEVER;
  return { ...limit, scale: scaleOf(limits?.slope ?? 0, logit) };
}

export function passes({ height, tie }: Limit, statistic: number, draw: number): boolean {
  return statistic > height || (statistic === height && statistic > 0 && draw > tie);
}

/** The logit of the rate of errors seen; half an error is added to either side. */
export function seenLogit(errors: number, count: number): number {
  return Math.log((errors + 0.5) / (count - errors + 0.5));
}

/** Values after which blocks end, each longer than the one before by at least one. */
function blockEnds(every: number, windowed: boolean): readonly number[] {
  const ends = ENDS.slice(0, windowed ? WINDOWED_ENDS : ENDS.length).map((part) => Math.round(part * every));
  return ends.filter((end, place) => end > (ends[place - 1] ?? 0));
}

const NEVER: Limit = { height: Infinity, tie: 1 };

function scaleOf(slope: number, logit: number): number {
  return Math.exp(-slope * logit);
}

function rateAt(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** Runs every stream on, and keeps the largest statistic of the stretch with the draw that breaks ties. @returns `to` */
function advance(particles: readonly Particle[], from: number, to: number, random: Random): number {
  for (const particle of particles) {
    let [height, tie] = [0, 0];
    for (let row = from; row < to; row += 1) {
      const error = Number(random() < particle.rate);
      particle.errors += error;
      const { statistic } = particle.run.update(error);
      if (statistic < height || statistic === 0) continue;
      tie = statistic > height ? random() : Math.max(tie, random());
      height = statistic;
    }
    particle.height = height;
    particle.tie = tie;
  }
  return to;
}

/** Seen rates that part the streams (in their order) into groups of about one size. */
function edgesOf(ordered: readonly Particle[]): readonly number[] {
  return Array.from({ length: GROUPS - 1 }, (_, place) => ordered[Math.floor(((place + 1) * ordered.length) / GROUPS)]?.seen ?? 0);
}

/** How the logarithm of a largest statistic grows with the logit, by least squares: within a group the higher rates would raise most alarms. */
function slopeOf(particles: readonly Particle[]): number {
  const seen = particles.filter(({ height }) => height > 0 && Number.isFinite(height));
  const mean = seen.reduce((sum, one) => sum + one.seen, 0) / seen.length;
  const [products, squares] = seen.reduce(([xy, xx], one) => [xy + (one.seen - mean) * Math.log(one.height), xx + (one.seen - mean) ** 2], [0, 0]);
  return seen.length < 2 * GROUPS || squares === 0 ? 0 : products / squares;
}

function groupOf(edges: readonly number[], logit: number): number {
  let group = 0;
  while (group < edges.length && logit >= (edges[group] ?? Infinity)) group += 1;
  return group;
}

/** The limit that so many of a group pass; fewer where fewer have a statistic at all. */
function limitOf(group: readonly Particle[], many: number): Limit {
  const ordered = group.filter(({ height }) => height > 0).sort((a, b) => b.height - a.height || b.tie - a.tie);
  if (many < 1) return nextTo(ordered[0]) ?? NEVER;
  const last = ordered[Math.min(many, ordered.length) - 1];
  const next = ordered[many];
  if (last === undefined) return NEVER;
  if (next === undefined) return { height: 0, tie: 1 };
  return next.height === last.height ? { height: last.height, tie: (last.tie + next.tie) / 2 } : { height: (last.height + next.height) / 2, tie: 1 };
}

/** Just what the largest of a group reaches: none of it passes. */
function nextTo(largest: Particle | undefined): Limit | undefined {
  return largest === undefined ? undefined : { height: largest.height, tie: 1 };
}

/** Streams that are left, and copies of some drawn from them, as many as at first. */
function replenished(alive: readonly Particle[], count: number, start: LimitsRequest["start"], random: Random): readonly Particle[] {
  if (alive.length === 0) return [];
  const copies = Array.from({ length: count - alive.length }, () => {
    const one = alive[Math.floor(random() * alive.length)] as Particle;
    return { ...one, run: start(one.run.save()) };
  });
  return [...alive, ...copies];
}

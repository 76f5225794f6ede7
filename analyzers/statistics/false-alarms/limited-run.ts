import type { ChangeDetector, DetectorConvention, DetectorMemory, DetectorRun, DetectorStep } from "../change-detector.ts";
import { seededRandom } from "../random.ts";
import { type FalseAlarmLimits, learnFalseAlarmLimits, limitIn, passes, seenLogit } from "./false-alarm-limits.ts";

/** How many values a false alarm may be asked in: measured from the first to the last. */
export const EVERY = { least: 100, most: 100_000 } as const;

/** One false alarm in `every` values, by a detector with these parameters, all of them. */
export interface Asked {
  readonly every: number;
  readonly parameters: Readonly<Record<string, number>>;
  readonly convention: DetectorConvention;
}

/** Limits by the seen rate they are for: learned once each, in some seconds for 10,000 values. */
type Learned = Map<number, FalseAlarmLimits>;

/** The name of a detector's threshold. */
export function thresholdOf({ parameters }: ChangeDetector): string {
  return Object.entries(parameters).find(([, { never }]) => never !== undefined)?.[0] ?? "";
}

/** Parameters as they are where false alarms are asked: the threshold out of reach, and of the others those not set by hand as they fit to `every`. */
export function parametersWhereAsked(
  detector: ChangeDetector,
  every: number,
  parameters: Asked["parameters"],
  byHand: ReadonlySet<string>,
): Asked["parameters"] {
  const entries = Object.entries(parameters).map(([name, value]) => {
    const { never, whereAsked } = detector.parameters[name] ?? {};
    return [name, never ?? (whereAsked === undefined || byHand.has(name) ? value : whereAsked(every))] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * A run over errors (0 and 1) whose threshold is not one number but limits that hold false alarms at one in `every` values, by `learnFalseAlarmLimits`. After each change, and after three times as many values without one (KSWIN: three tenths), it begins anew, and calls nothing within the first `every` / 50 values. There are no warnings.
 * @param learned limits that were learned before, to share among runs of one detector and parameters
 */
export function limitedRun(detector: ChangeDetector, asked: Asked, memory: DetectorMemory | null = null, learned: Learned = new Map()): DetectorRun {
  return new LimitedRun(detector, asked, memory, learned);
}

/** From how far off its middle, on the logit, a seen rate has other limits. */
const FAR = 0.75;

/** Before the first block nothing is called. */
const NONE = { height: Infinity, tie: 1, scale: 1 };

class LimitedRun implements DetectorRun {
  readonly #detector: ChangeDetector;
  readonly #asked: Asked;
  readonly #learned: Learned;
  #run: DetectorRun;
  #limits: FalseAlarmLimits | null = null;
  #limit = NONE;
  #next = 0;
  #block = 0;
  #middle = 0;
  #seen = 0;
  #count = 0;
  #errors = 0;
  #total = 0;

  constructor(detector: ChangeDetector, asked: Asked, memory: DetectorMemory | null, learned: Learned) {
    this.#detector = detector;
    this.#asked = asked;
    this.#learned = learned;
    this.#run = this.#start(memory === null ? null : inner(memory));
    this.#next = Math.round(asked.every / 50);
    if (memory === null) return;
    [this.#count, this.#errors, this.#total, this.#block, this.#middle, this.#seen] = memory["limited"] as [number, number, number, number, number, number];
    if (this.#block > 0) this.#enter();
  }

  update(value: number): DetectorStep {
    const { statistic } = this.#run.update(value);
    this.#total += 1;
    this.#count += 1;
    this.#errors += value;
    const scaled = statistic * this.#limit.scale;
    const alarm = scaled >= this.#limit.height && passes(this.#limit, scaled, scaled === this.#limit.height ? this.#draw() : 0);
    if (alarm) this.#reset();
    else if (this.#count === this.#next) this.#nextBlock();
    return { state: alarm ? "drift" : "stable", statistic };
  }

  save(): DetectorMemory {
    const own = [this.#count, this.#errors, this.#total, this.#block, this.#middle, this.#seen];
    return { ...Object.fromEntries(Object.entries(this.#run.save()).map(([name, value]) => [`of.${name}`, value])), limited: own };
  }

  /** By the values so far alone, so that a restored run draws the same. */
  #draw(): number {
    return seededRandom(Math.imul(this.#total, 0x9e3779b1))();
  }

  #start(memory: DetectorMemory | null): DetectorRun {
    return this.#detector.start(this.#asked.parameters, this.#asked.convention, memory);
  }

  #nextBlock(): void {
    this.#seen = seenLogit(this.#errors, this.#count);
    if (this.#block === 0 || Math.abs(this.#seen - this.#middle) > FAR) this.#middle = Math.round(this.#seen);
    this.#block += 1;
    if (this.#block > this.#limitsAt(this.#middle).blocks.length) this.#reset();
    else this.#enter();
  }

  #enter(): void {
    this.#limits = this.#limitsAt(this.#middle);
    this.#limit = limitIn(this.#limits, this.#block, this.#seen);
    this.#next = this.#limits.ends[this.#block] ?? 0;
  }

  #limitsAt(logit: number): FalseAlarmLimits {
    const known = this.#learned.get(logit);
    if (known !== undefined) return known;
    const windowed = "windowSize" in this.#detector.parameters;
    const limits = learnFalseAlarmLimits({ start: (memory) => this.#start(memory), every: this.#asked.every, logit, windowed });
    this.#learned.set(logit, limits);
    return limits;
  }

  #reset(): void {
    this.#run = this.#start(null);
    this.#limit = NONE;
    this.#next = Math.round(this.#asked.every / 50);
    this.#count = this.#errors = this.#block = 0;
  }
}

/** What the detector's own run remembered. */
function inner(memory: DetectorMemory): DetectorMemory {
  return Object.fromEntries(Object.entries(memory).flatMap(([name, value]) => (name.startsWith("of.") ? [[name.slice(3), value]] : [])));
}

/** What a detector says after a value. `statistic`, higher the more it changed, is what is held against its threshold, so that a threshold can be calibrated. */
export interface DetectorStep {
  readonly state: "stable" | "warning" | "drift";
  readonly statistic: number;
}

/** A detector reading one stream, in bounded memory. */
export interface DetectorRun {
  update(value: number): DetectorStep;
  /** What it remembers: plain JSON, from which {@link ChangeDetector.start} goes on to the digit. */
  save(): DetectorMemory;
}

/** What a run remembers: finite numbers and lists of them. */
export type DetectorMemory = Readonly<Record<string, number | readonly number[]>>;

/** Whose definition a detector follows: the paper's, or to the row that of a package. */
export type DetectorConvention = "published" | "river" | "frouros";

/** One parameter of a detector. */
export interface DetectorParameter {
  /** One default, or the published one and what packages have instead. */
  readonly default: number | { readonly published: number; readonly river?: number; readonly frouros?: number };
  readonly least: number;
  readonly most: number;
  readonly whole?: true;
  /** Words that stand for its values: any other is refused. */
  readonly words?: Readonly<Record<string, number>>;
  /** Packages' names for it, which are taken too. */
  readonly aliases?: readonly string[];
  /** Of the threshold: the value at which nothing is ever called a change. */
  readonly never?: number;
  /** What it is, unless set, where one false alarm in so many values is asked. */
  readonly whereAsked?: (every: number) => number;
}

type ParametersOf<Names extends string> = Readonly<Record<Names, number>>;
type Start<Names extends string> = (parameters: ParametersOf<Names>, memory: DetectorMemory | null) => DetectorRun;

/** What one file in `analyzers/statistics/detectors/` says. */
interface Definition<Names extends string> {
  readonly name: string;
  /** What it takes as the stream: 0/1 for right/wrong, or any numbers. */
  readonly input: "errors" | "numbers";
  readonly parameters: Readonly<Record<Names, DetectorParameter>>;
  /** How a run starts under each convention it has. */
  readonly runs: Readonly<{ published: Start<Names>; river?: Start<Names>; frouros?: Start<Names> }>;
}

/** A change detector: the default export of its file. */
export interface ChangeDetector<Names extends string = string> extends Definition<Names> {
  /** A run from its beginning, or from what another remembered; parameters not named have their defaults. @throws RangeError for a convention that it has not. */
  start(parameters?: Partial<ParametersOf<Names>>, convention?: DetectorConvention, memory?: DetectorMemory | null): DetectorRun;
}

/** Types a detector's definition; `start` gets every parameter, defaults filled in. */
export function defineChangeDetector<Names extends string>(detector: Definition<Names>): ChangeDetector<Names> {
  return {
    ...detector,
    start(parameters = {}, convention = "published", memory = null) {
      const start = detector.runs[convention];
      if (start === undefined) throw new RangeError(`${detector.name} requires a convention that it has, not ${convention}`);
      return start({ ...defaultsOf(detector, convention), ...parameters }, memory);
    },
  };
}

/** Every parameter's default under a convention. */
export function defaultsOf<Names extends string>({ parameters }: Pick<Definition<Names>, "parameters">, convention: DetectorConvention): ParametersOf<Names> {
  const entries = Object.entries<DetectorParameter>(parameters).map(([name, { default: value }]) => [
    name,
    typeof value === "number" ? value : (value[convention] ?? value.published),
  ]);
  return Object.fromEntries(entries) as ParametersOf<Names>;
}

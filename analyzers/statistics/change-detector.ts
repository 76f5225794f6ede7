/** What a detector says after a value. `statistic` is what is held against its threshold, so that a threshold can be calibrated. */
export interface DetectorStep {
  readonly state: "stable" | "warning" | "drift";
  readonly statistic: number;
}

/** A detector reading one stream. It forgets everything on the value after a drift. */
export interface DetectorRun {
  update(value: number): DetectorStep;
}

/** A change detector: one file in `analyzers/statistics/detectors/`, its default export. */
export interface ChangeDetector<Parameters extends Readonly<Record<string, number>> = Readonly<Record<string, number>>> {
  readonly name: string;
  /** What it takes as the stream: 0/1 for right/wrong, or any numbers. */
  readonly input: "errors" | "numbers";
  readonly defaults: Parameters;
  start(parameters?: Partial<Parameters>): DetectorRun;
}

/** Types a detector's definition; `start` gets every parameter, defaults filled in. */
export function defineChangeDetector<Parameters extends Readonly<Record<string, number>>>(
  detector: Omit<ChangeDetector<Parameters>, "start"> & { start(parameters: Parameters): DetectorRun },
): ChangeDetector<Parameters> {
  return { ...detector, start: (parameters) => detector.start({ ...detector.defaults, ...parameters }) };
}

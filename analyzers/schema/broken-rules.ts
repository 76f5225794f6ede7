/** How often the rules of one column are broken, with up to three values that break each, the commonest first. */
export interface BrokenRules {
  readonly type: Broken;
  readonly whole: Broken;
  readonly min: Broken;
  readonly max: Broken;
  readonly values: Broken;
  readonly length: Broken;
}

export interface Broken {
  readonly rows: number;
  readonly examples: readonly string[];
}

export const UNBROKEN: Broken = { rows: 0, examples: [] };

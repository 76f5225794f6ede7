/** One small change of one file: from `start` to `end`, offsets in its text, `now` stands where `was` stood. */
export interface Mutant {
  /** Path from the root. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly kind: MutationKind;
  readonly start: number;
  readonly end: number;
  readonly was: string;
  readonly now: string;
}

export type MutationKind = "boundary" | "operator" | "condition" | "constant" | "call" | "return";

/** A file's text with the mutant in it. */
export function mutated(text: string, { start, end, now }: Mutant): string {
  return text.slice(0, start) + now + text.slice(end);
}

/** A mutant in one line, long texts cut. */
export function mutantLine({ file, line, kind, was, now }: Mutant): string {
  return `${file}:${line} ${kind}: ${brief(was)} → ${brief(now)}`;
}

function brief(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line === "") return "(nothing)";
  return line.length > 90 ? `${line.slice(0, 89)}…` : line;
}

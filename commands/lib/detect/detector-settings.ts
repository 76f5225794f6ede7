import { type ChangeDetector, defaultsOf, type DetectorConvention, type DetectorParameter } from "../../../analyzers/statistics/change-detector.ts";
import { TidemarkError } from "../../../errors.ts";

/** A detector's parameters by its own names. */
export type Settings = Readonly<Record<string, number>>;

/** Every parameter of a detector: its defaults under a convention, with what `--set key=value` says, and which were set so. A package's own name of a parameter (`min_instances`) is taken too. @throws TidemarkError `input` naming what is wrong and what would be right. */
export function detectorSettings(
  detector: ChangeDetector,
  convention: DetectorConvention,
  pairs: readonly string[],
): { readonly settings: Settings; readonly byHand: ReadonlySet<string> } {
  const settings: Record<string, number> = { ...defaultsOf(detector, convention) };
  const said = new Set<string>();
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1) throw wrong(pair, "expected key=value, as in --set threshold=20");
    const name = nameOf(detector, pair.slice(0, at).trim(), pair);
    if (said.has(name)) throw wrong(pair, `${name} is set twice; expected it once`);
    said.add(name);
    settings[name] = valueOf(pair.slice(at + 1).trim(), parameterOf(detector, name), pair);
  }
  return { settings, byHand: said };
}

/** Parameters as they are written in an answer: words where a parameter's values have them, and a threshold that is out of reach left out. */
export function settingsInWords(detector: ChangeDetector, settings: Settings): Readonly<Record<string, number | string | boolean>> {
  const finite = Object.entries(settings).filter(([, value]) => Number.isFinite(value));
  return Object.fromEntries(finite.map(([name, value]) => [name, wordOf(parameterOf(detector, name), value)]));
}

/** A detector's parameters in one line, with their defaults. */
export function parametersInWords(detector: ChangeDetector, convention: DetectorConvention): string {
  const defaults = Object.entries(defaultsOf(detector, convention));
  return defaults.map(([name, value]) => `${name} (${String(wordOf(parameterOf(detector, name), value))})`).join(", ");
}

function wordOf({ words = {} }: DetectorParameter, value: number): number | string | boolean {
  const word = Object.entries(words).find(([, one]) => one === value)?.[0];
  return word === undefined ? value : word === "true" || word === "false" ? word === "true" : word;
}

function parameterOf({ parameters }: ChangeDetector, name: string): DetectorParameter {
  return parameters[name] ?? { default: 0, least: -Infinity, most: Infinity };
}

function nameOf(detector: ChangeDetector, key: string, pair: string): string {
  const found = Object.entries(detector.parameters).find(([name, { aliases = [] }]) => name === key || aliases.includes(key))?.[0];
  if (found === undefined) throw wrong(pair, `${detector.name} has no parameter "${key}"; it has ${parametersInWords(detector, "published")}`);
  return found;
}

function valueOf(text: string, { least, most, whole, words }: DetectorParameter, pair: string): number {
  if (words !== undefined) {
    const value = words[text.toLowerCase()];
    if (value === undefined) throw wrong(pair, `expected ${Object.keys(words).join(" or ")}`);
    return value;
  }
  const value = text === "" ? Number.NaN : Number(text);
  if (!(value >= least && value <= most) || (whole === true && !Number.isInteger(value)))
    throw wrong(pair, `expected a ${whole === true ? "whole " : ""}number from ${least} to ${most}`);
  return value;
}

function wrong(pair: string, what: string): TidemarkError {
  return new TidemarkError("input", `--set ${pair}: ${what}`);
}

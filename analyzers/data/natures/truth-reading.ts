import type { Reading } from "./reading.ts";

const TRUE = ["true", "t", "yes", "y", "on", "1", "1.0"];
const FALSE = ["false", "f", "no", "n", "off", "0", "0.0"];
const VALUES: ReadonlyMap<string, number> = new Map([...TRUE.map((word) => [word, 1] as const), ...FALSE.map((word) => [word, 0] as const)]);

/** Every spelling of a truth value, in lower case. */
export const TRUTH_WORDS: readonly string[] = [...VALUES.keys()];

/** True and False, yes and no, y and n, t and f, on and off, 1 and 0, in any case. */
export const truthReading: Reading = {
  name: "truth",
  kind: "boolean",
  words: "",
  read: (text) => VALUES.get(text.trim().toLowerCase()) ?? Number.NaN,
  sql: (text) =>
    `multiIf(lower(trimBoth(${text})) IN ('${TRUE.join("', '")}'), toNullable(1), lower(trimBoth(${text})) IN ('${FALSE.join("', '")}'), toNullable(0), NULL)`,
};

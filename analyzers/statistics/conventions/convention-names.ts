/** The packages whose published values can be reproduced (`--convention`). */
export const CONVENTION_NAMES = ["evidently", "nannyml"] as const;

export type ConventionName = (typeof CONVENTION_NAMES)[number];

/** Units of one quantity as `base = factor × value + offset`. */
const QUANTITIES: readonly Readonly<Record<string, readonly [factor: number, offset: number]>>[] = [
  { "°C": [1, 0], "°F": [5 / 9, -160 / 9], K: [1, -273.15] },
  { m: [1, 0], km: [1000, 0], mi: [1609.344, 0], ft: [0.3048, 0] },
  { "m/s": [1, 0], "km/h": [1 / 3.6, 0], mph: [0.44704, 0], kn: [1852 / 3600, 0] },
  { mm: [1, 0], cm: [10, 0], in: [25.4, 0] },
  { hPa: [1, 0], Pa: [0.01, 0], kPa: [10, 0], inHg: [33.8638866667, 0], mmHg: [1.33322387415, 0] },
  { s: [1, 0], ms: [0.001, 0], min: [60, 0], h: [3600, 0], d: [86_400, 0] },
  { kg: [1, 0], g: [0.001, 0], lb: [0.45359237, 0] },
  { "%": [1, 0], share: [100, 0] },
];
const SPELLINGS: Readonly<Record<string, string>> = {
  F: "°F",
  fahrenheit: "°F",
  C: "°C",
  celsius: "°C",
  kelvin: "K",
  minute: "min",
  minutes: "min",
  second: "s",
  seconds: "s",
  hour: "h",
  hours: "h",
  mile: "mi",
  miles: "mi",
  kilometres: "km",
  kilometers: "km",
  metres: "m",
  meters: "m",
  inch: "in",
  inches: "in",
  "mi/h": "mph",
  kmh: "km/h",
  "km/hr": "km/h",
  mbar: "hPa",
  knots: "kn",
};
const FACTORS = [10, 100, 1000, 0.1, 0.01, 0.001] as const;

/** A way in which values may have come in another unit than the model expects. */
export interface Conversion {
  /** In words: what the values seem to be. */
  readonly seems: string;
  /** From the value sent to the value in the expected unit. */
  convert(value: number): number;
}

/** Conversions for a declared unit: from every other unit of its quantity; for none, or one not known here, by powers of ten. */
export function conversionsTo(unit: string | null): readonly Conversion[] {
  const name = SPELLINGS[unit ?? ""] ?? unit ?? "";
  const quantity = QUANTITIES.find((units) => name in units);
  const own = quantity?.[name];
  if (quantity === undefined || own === undefined)
    return FACTORS.map((factor) => ({ seems: `${1 / factor} times what is expected`, convert: (value) => value * factor }));
  return Object.entries(quantity)
    .filter(([other]) => other !== name)
    .map(([other, [factor, offset]]) => ({ seems: `${other} instead of ${name}`, convert: (value) => (factor * value + offset - own[1]) / own[0] }));
}

/** Units of one quantity as `base = factor × value + offset`. */
const QUANTITIES: readonly Readonly<Record<string, readonly [factor: number, offset: number]>>[] = [
  { "°C": [1, 0], "°F": [5 / 9, -160 / 9], K: [1, -273.15] },
  {
    m: [1, 0],
    km: [1000, 0],
    cm: [0.01, 0],
    mm: [0.001, 0],
    mi: [1609.344, 0],
    ft: [0.3048, 0],
    in: [0.0254, 0],
    nmi: [1852, 0],
    yd: [0.9144, 0],
    µm: [1e-6, 0],
  },
  { "m/s": [1, 0], "km/h": [1 / 3.6, 0], mph: [0.44704, 0], kn: [1852 / 3600, 0] },
  { hPa: [1, 0], Pa: [0.01, 0], kPa: [10, 0], bar: [1000, 0], psi: [68.947_572_932, 0], inHg: [33.8638866667, 0], mmHg: [1.33322387415, 0] },
  { s: [1, 0], ms: [0.001, 0], µs: [1e-6, 0], min: [60, 0], h: [3600, 0], d: [86_400, 0] },
  { kg: [1, 0], g: [0.001, 0], mg: [1e-6, 0], t: [1000, 0], lb: [0.45359237, 0], oz: [0.028_349_523_125, 0], µg: [1e-9, 0] },
  { L: [1, 0], mL: [0.001, 0], "m³": [1000, 0], gal: [3.785_411_784, 0] },
  { "m²": [1, 0], "ft²": [0.092_903_04, 0], ha: [10_000, 0], acre: [4046.856_422_4, 0] },
  { W: [1, 0], kW: [1000, 0], MW: [1e6, 0], hp: [745.699_871_582, 0] },
  { kWh: [1, 0], Wh: [0.001, 0], MWh: [1000, 0], MJ: [1 / 3.6, 0] },
  { B: [1, 0], kB: [1000, 0], KiB: [1024, 0], MB: [1e6, 0], MiB: [1_048_576, 0], GB: [1e9, 0] },
  { "°": [1, 0], rad: [180 / Math.PI, 0] },
  { "%": [1, 0], share: [100, 0], "‰": [0.1, 0], bp: [0.01, 0] },
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
  nm: "nmi",
  us: "µs",
  um: "µm",
  ug: "µg",
  yard: "yd",
  yards: "yd",
  sec: "s",
  mins: "min",
  hrs: "h",
  day: "d",
  days: "d",
  milliseconds: "ms",
  foot: "ft",
  feet: "ft",
  kilogram: "kg",
  kilograms: "kg",
  gram: "g",
  grams: "g",
  pound: "lb",
  pounds: "lb",
  lbs: "lb",
  ounces: "oz",
  l: "L",
  litre: "L",
  litres: "L",
  liter: "L",
  liters: "L",
  ml: "mL",
  m3: "m³",
  gallons: "gal",
  m2: "m²",
  sqm: "m²",
  sqft: "ft²",
  bytes: "B",
  deg: "°",
  degrees: "°",
  radians: "rad",
  percent: "%",
  fraction: "share",
  ratio: "share",
};
const FACTORS = [10, 100, 1000, 0.1, 0.01, 0.001] as const;

/** A way in which values may have come in another unit than the model expects. */
export interface Conversion {
  /** In words: what the values seem to be. */
  readonly seems: string;
  /** Whether both units are known, and not just a power of ten. */
  readonly declared: boolean;
  /** From the value sent to the value in the expected unit: factor × value + offset. */
  readonly factor: number;
  readonly offset: number;
}

/** Conversions for a declared unit: from every other unit of its quantity; for none, or one not known here, by powers of ten. */
export function conversionsTo(unit: string | null): readonly Conversion[] {
  const name = SPELLINGS[unit ?? ""] ?? unit ?? "";
  const quantity = QUANTITIES.find((units) => name in units);
  const own = quantity?.[name];
  if (quantity === undefined || own === undefined)
    return FACTORS.map((factor) => ({ seems: `${1 / factor} times what is expected`, declared: false, factor, offset: 0 }));
  return Object.entries(quantity)
    .filter(([other]) => other !== name)
    .map(([other, [factor, offset]]) => ({
      seems: `${other} instead of ${name}`,
      declared: true,
      factor: factor / own[0],
      offset: (offset - own[1]) / own[0],
    }));
}

/** A value as it was sent, in the expected unit. */
export function converted({ factor, offset }: Pick<Conversion, "factor" | "offset">, value: number): number {
  return factor * value + offset;
}

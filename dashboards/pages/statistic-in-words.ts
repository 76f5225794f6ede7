const STATISTICS: Readonly<Record<string, string>> = {
  wasserstein: "Wasserstein distance",
  levels: "of rows in categories never seen",
  missing: "of rows missing",
  range: "of rows out of range",
  psi: "PSI",
  "total-variation": "total variation distance",
  "kolmogorov-smirnov": "Kolmogorov–Smirnov distance",
  "jensen-shannon": "Jensen–Shannon distance",
};

/** What a statistic is called on the page: "Wasserstein distance". */
export function statisticInWords(name: string): string {
  return STATISTICS[name] ?? name.replaceAll("-", " ");
}

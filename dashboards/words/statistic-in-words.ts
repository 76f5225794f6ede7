const STATISTICS: Readonly<Record<string, string>> = {
  wasserstein: "Wasserstein distance",
  levels: "of rows in categories never seen",
  missing: "of rows missing",
  range: "of rows out of range",
  psi: "PSI",
  "total-variation": "total variation distance",
  "kolmogorov-smirnov": "Kolmogorov–Smirnov distance",
  "jensen-shannon": "Jensen–Shannon distance",
  "kullback-leibler": "Kullback–Leibler divergence",
  hellinger: "Hellinger distance",
  energy: "energy distance",
  "l-infinity": "largest difference of shares",
  "anderson-darling": "Anderson–Darling",
  "cramer-von-mises": "Cramér–von Mises",
  "mann-whitney": "Mann–Whitney",
  "welch-t": "Welch’s t",
  "epps-singleton": "Epps–Singleton",
  "chi-square": "chi-square",
  "g-test": "G-test",
  "z-test": "z-test",
  "fisher-exact": "Fisher’s exact test",
  mmd: "MMD",
  "pca-reconstruction": "PCA reconstruction error",
};

/** What a statistic is called on the page: "Wasserstein distance". */
export function statisticInWords(name: string): string {
  return STATISTICS[name] ?? name.replaceAll("-", " ");
}

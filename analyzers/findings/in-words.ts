/** "39.1 %" of a share; "100 %" and "0 %" without decimals. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value.toFixed(value === 0 || value >= 99.95 ? 0 : 1)} %`;
}

/** "11.7 points" of a difference of shares. */
export function points(difference: number): string {
  return `${(difference * 100).toFixed(1)} points`;
}

/** Three digits after the point. */
export function decimal(value: number): string {
  return value.toFixed(3);
}

/** "−0.35": two digits after the point, with a true minus sign, and none before zero. */
export function correlation(value: number): string {
  return value
    .toFixed(2)
    .replace(/^-(?=.*[1-9])/, "−")
    .replace(/^-/, "");
}

const NAMES: Readonly<Record<string, string>> = {
  rocAuc: "ROC AUC",
  logLoss: "log loss",
  brier: "Brier score",
  f1: "F1",
  mae: "mean absolute error",
  calibrationGap: "calibration gap",
  errorStream: "error stream",
  staleness: "age of the training data",
};

/** What a metric is called in sentences: "ROC AUC" of "rocAuc". */
export function metricName(subject: string): string {
  return NAMES[subject] ?? subject;
}

/** "24 April" in a zone (IANA name); epoch milliseconds. */
export function dayIn(ms: number, timeZone: string): string {
  return formatted(ms, timeZone, { day: "numeric", month: "long" });
}

/** "24 April 15:01" in a zone. */
export function minuteIn(ms: number, timeZone: string): string {
  return `${dayIn(ms, timeZone)} ${formatted(ms, timeZone, { hour: "2-digit", minute: "2-digit" })}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Formats are kept: to make one takes a hundred times as long as to use it. */
function formatted(ms: number, timeZone: string, fields: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify([timeZone, fields]);
  const format = formats.get(key) ?? new Intl.DateTimeFormat("en-GB", { timeZone, ...fields });
  formats.set(key, format);
  return format.format(ms);
}

/** "14 207": a whole number with narrow spaces in its thousands. */
export function count(rows: number): string {
  return Math.round(rows)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, "\u202f");
}

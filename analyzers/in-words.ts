/** "39.1 %" of a share. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** "11.7 points" of a difference of shares. */
export function points(difference: number): string {
  return `${(difference * 100).toFixed(1)} points`;
}

/** Three digits after the point. */
export function decimal(value: number): string {
  return value.toFixed(3);
}

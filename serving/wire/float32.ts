/** The shortest decimal that means this 32-bit float: 5.1 for 5.099999904632568. So the same value is one value, however it was sent. */
export function shortestFloat32(value: number): number {
  for (const digits of [6, 7, 8]) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** The same of a number that is a 32-bit float and not a whole one; any other as it is. */
export function shortestWhereFloat32(value: number): number {
  return !Number.isInteger(value) && Math.fround(value) === value ? shortestFloat32(value) : value;
}

/** Cases of a property that takes long, in each run of the tests; as many as are asked for by `npm run test:properties`. With its limit in milliseconds, which grows with them. */
export function propertyRuns(short: number, millisecondsEach = 5_000): { readonly numRuns: number; readonly timeout: number } {
  const numRuns = Number(process.env["PROPERTY_RUNS"] ?? short);
  return { numRuns, timeout: 60_000 + numRuns * millisecondsEach };
}

/** What a verdict says of how long a shift has lasted, counted on: a window looks back on eight others alone ("at least 9 windows so far"), an alert knows them all. @param windows in a row so far */
export function countedOn(text: string, windows: number): string {
  return text.replace(/at least (\d+) windows so far/, (said: string, least: string) => (windows > Number(least) ? `${windows} windows so far` : said));
}

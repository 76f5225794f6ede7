/** Share of the served requests that were captured, 0–1. Where the ledger knows of none (rows that came by another way), 1. */
export function coverageOf(books: { readonly served: number; readonly captured: number }): number {
  return books.served === 0 ? 1 : Math.min(1, books.captured / books.served);
}

/** Bytes in pieces, cut at these places and no others. */
export async function* inPieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const places = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort((a, b) => a - b);
  for (const [index, from] of places.entries()) yield bytes.subarray(from, places[index + 1] ?? from);
}

/** All pieces as one. */
export async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(pieces));
}

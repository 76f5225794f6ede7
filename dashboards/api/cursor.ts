/** Where a list was left off: the last finding given. */
export interface Cursor {
  readonly windowStart: number;
  readonly findingId: string;
}

/** As opaque text for `?cursor=`. */
export function encodeCursor({ windowStart, findingId }: Cursor): string {
  return Buffer.from(JSON.stringify([windowStart, findingId])).toString("base64url");
}

/** Undefined for what `encodeCursor` did not make. */
export function decodeCursor(text: string): Cursor | undefined {
  try {
    const [windowStart, findingId] = JSON.parse(Buffer.from(text, "base64url").toString()) as unknown[];
    return Number.isSafeInteger(windowStart) && typeof findingId === "string" ? { windowStart: windowStart as number, findingId } : undefined;
  } catch {
    return undefined;
  }
}

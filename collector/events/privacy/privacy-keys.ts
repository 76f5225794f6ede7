import { readFile } from "node:fs/promises";
import { messageOf, TidemarkError } from "../../../errors.ts";

/** A key of pseudonyms. */
export interface PrivacyKey {
  /** Told with every pseudonym. */
  readonly id: string;
  readonly secret: Uint8Array;
  /** Epoch milliseconds of event time from which it is used; of the first key of a file -Infinity. */
  readonly from: number;
}

/** Oldest first; empty where nothing is hashed. */
export type PrivacyKeys = readonly PrivacyKey[];

const LINE = /^([A-Za-z0-9][\w.-]{0,15})\s+([A-Za-z0-9+/]+={0,2})(?:\s+(\S+))?$/;
const LEAST_BYTES = 32;

/** The keys of a file; none without one. @throws TidemarkError `config` naming the line; no key is told. */
export async function readPrivacyKeys(file: string | undefined): Promise<PrivacyKeys> {
  if (file === undefined) return [];
  const text = await readFile(file, "utf8").catch((thrown: unknown) => {
    throw new TidemarkError("config", `privacy.keysFile: reading ${file}: ${messageOf(thrown)}`, { cause: thrown });
  });
  return parsePrivacyKeys(text, file);
}

/** Lines of an id, a key in base64 and a time from which it is used; empty lines and those that begin with # are passed over. */
export function parsePrivacyKeys(text: string, file: string): PrivacyKeys {
  const keys: PrivacyKey[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const fault = (what: string) => new TidemarkError("config", `privacy.keysFile: ${file}:${index + 1}: ${what}`);
    const [, id = "", base64 = "", time] = LINE.exec(line.trim()) ?? [];
    if (id === "") throw fault("expected an id of up to 16 letters and digits, a key in base64 and a time, with blanks between");
    const secret = new Uint8Array(Buffer.from(base64, "base64"));
    if (secret.length < LEAST_BYTES) throw fault(`the key has ${secret.length} bytes; expected ${LEAST_BYTES} or more, as of "openssl rand -base64 32"`);
    if (keys.some((key) => key.id === id)) throw fault(`the id "${id}" is taken; ids must differ`);
    const from = keys.length === 0 ? Number.NEGATIVE_INFINITY : Date.parse(time ?? "");
    if (Number.isNaN(from)) throw fault("expected the time from which this key is used, such as 2026-01-31T00:00:00Z");
    if (from <= (keys.at(-1)?.from ?? from - 1) && keys.length > 1) throw fault("expected a time after that of the key before it");
    keys.push({ id, secret, from });
  }
  if (keys.length === 0) throw new TidemarkError("config", `privacy.keysFile: ${file}: it has no key; expected a line such as "k1 BASE64"`);
  return keys;
}

/** The key that is used for what happened at a time. @param eventTime epoch milliseconds */
export function keyAt(keys: PrivacyKeys, eventTime: number): PrivacyKey | undefined {
  return keys.findLast(({ from }) => from <= eventTime);
}

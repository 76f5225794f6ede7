import { createHmac, randomBytes } from "node:crypto";
import type { PrivacyKey, PrivacyKeys } from "./privacy-keys.ts";

/** What a request's id and a label's are hashed under. */
const REQUEST_ID = "request_id";
const BYTES = 16;
const FORM = /^#([A-Za-z0-9][\w.-]{0,15}):[\w-]{22}$/;

/** Without a configured key: equal texts are told as equal for as long as this process lives. */
const own: PrivacyKey = { id: "process", secret: randomBytes(32), from: Number.NEGATIVE_INFINITY };

/**
 * What stands for a value: "#", the key's id, ":", and the first 128 bits of HMAC-SHA-256 in base64url. Values of different names have different pseudonyms.
 * @param name of the feature, prediction or tag, in whatever case
 */
export function pseudonym(key: PrivacyKey, name: string, text: string): string {
  const digest = createHmac("sha256", key.secret).update(`${name.toLowerCase()}\0${text}`).digest();
  return `#${key.id}:${digest.subarray(0, BYTES).toString("base64url")}`;
}

/** The id of the key of a pseudonym; undefined of any other text. */
export function keyIdOf(text: string): string | undefined {
  return FORM.exec(text)?.[1];
}

/** The pseudonym of a request's id. Always under the file's first key, so that a label finds its request whenever it comes. Empty stays empty. */
export function hashedRequestId(keys: PrivacyKeys, requestId: string): string {
  const [key = own] = keys;
  return requestId === "" ? "" : pseudonym(key, REQUEST_ID, requestId);
}

/** What is told in place of bytes that must not be kept: their number and a keyed hash, so that equal ones are seen to be equal. @param what "message", "body" */
export function withheld(what: string, bytes: Buffer, key: PrivacyKey | undefined): string {
  return `${what} withheld (${bytes.length} bytes, ${pseudonym(key ?? own, what, bytes.toString("latin1"))})`;
}

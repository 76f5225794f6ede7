import { readFileSync } from "node:fs";
import type { Store } from "../clickhouse/store.ts";
import { boundedText, ID_BYTES, NAME_BYTES } from "../events/bounded-text.ts";
import type { PrivacyKeys } from "../events/privacy/privacy-keys.ts";
import { hashedRequestId, pseudonym } from "../events/privacy/pseudonym.ts";

const SQL = readFileSync(new URL("subject-requests.sql", import.meta.url), "utf8");
/** Ids in one query: they go with its address. */
const IDS_AT_ONCE = 100;

/** Whose requests are meant: by id, or by a tag's value. `model` empty: of all. */
export interface Subject {
  readonly model: string;
  readonly requestIds: readonly string[];
  readonly tag?: { readonly name: string; readonly value: string } | undefined;
}

/** Requests of one model, few enough for one plan. */
export interface RequestsOf {
  readonly model: string;
  readonly ids: readonly string[];
}

/** The requests of a subject, as they are kept: in clear, or hashed under any of the keys. */
export async function requestsOf(store: Store, subject: Subject, keys: PrivacyKeys): Promise<readonly RequestsOf[]> {
  const given = subject.requestIds.map((id) => boundedText(id, ID_BYTES));
  const ids = [...new Set(given.flatMap((id) => [id, ...keys.map((key) => hashedRequestId([key], id))]))];
  const { tag } = subject;
  const value = boundedText(tag?.value ?? "", NAME_BYTES);
  const values = tag === undefined ? [] : [value, ...keys.map((key) => pseudonym(key, tag.name, value))];
  const found = new Map<string, Set<string>>();
  for (const some of chunked(ids, IDS_AT_ONCE, true)) {
    const rows = await store.query<RequestsOf>(SQL, { ids: some, tag: tag?.name.toLowerCase() ?? "", values, model: subject.model });
    for (const { model, ids: more } of rows) found.set(model, (found.get(model) ?? new Set()).union(new Set(more)));
  }
  return [...found].flatMap(([model, all]) => chunked([...all].sort(), IDS_AT_ONCE).map((some) => ({ model, ids: some })));
}

/** @param atLeastOne an empty list is one empty chunk */
export function chunked<T>(list: readonly T[], size: number, atLeastOne = false): readonly (readonly T[])[] {
  const chunks = Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
  return atLeastOne && chunks.length === 0 ? [[]] : chunks;
}

import { decodeRecorded } from "../../../../serving/decode/recorded-exchange.ts";
import type { DecodedRecord } from "../../../../serving/decode/recorded-exchange.ts";
import { loadProtocols } from "../../../../serving/wire/load-protocols.ts";

/** One exchange in few words. */
export interface Made {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly request: unknown;
  readonly status?: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly response: unknown;
}

const text = (body: unknown) => (typeof body === "string" ? body : JSON.stringify(body));

/** Decodes an exchange made up in a test. @param protocol a name, or `auto` */
export async function decodeMade(
  { method = "POST", path, headers = {}, request, status = 200, responseHeaders = {}, response }: Made,
  protocol = "auto",
): Promise<DecodedRecord> {
  const json = { "content-type": "application/json" };
  return decodeRecorded(
    {
      request: { method, path, headers: Object.entries({ ...json, ...headers }), metadata: [], body: text(request) },
      response: { status, headers: Object.entries({ ...json, ...responseHeaders }), metadata: [], body: text(response) },
    },
    await loadProtocols({ protocol }),
    { model: "", version: "", schemas: [] },
  );
}

/** Columns by name. */
export function byName(columns: DecodedRecord["features"]): Record<string, readonly unknown[]> {
  return Object.fromEntries(columns.map(({ name, values }) => [name, values]));
}

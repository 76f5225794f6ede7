import { messageOf } from "../../errors.ts";
import type { ProblemError } from "../http/problem.ts";

export type SplitBody = { readonly ok: true; readonly items: readonly unknown[] } | { readonly ok: false; readonly errors: readonly ProblemError[] };

/** The items of a body: one JSON object, an array of them, or one a line (`application/x-ndjson`, `application/jsonl`; empty lines are skipped). */
export function splitBody(contentType: string, body: string): SplitBody {
  if (/ndjson|jsonl|json-seq|jsonlines/.test(contentType)) return splitLines(body);
  try {
    const parsed: unknown = JSON.parse(body);
    return { ok: true, items: Array.isArray(parsed) ? parsed : [parsed] };
  } catch (error) {
    return { ok: false, errors: [{ detail: `the body is not JSON: ${messageOf(error)}` }] };
  }
}

function splitLines(body: string): SplitBody {
  const items: unknown[] = [];
  const errors: ProblemError[] = [];
  for (const [index, line] of body.split("\n").entries()) {
    if (line.trim() === "") continue;
    try {
      items.push(JSON.parse(line));
    } catch (error) {
      errors.push({ detail: `line ${index + 1} is not JSON: ${messageOf(error)}` });
    }
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, items };
}

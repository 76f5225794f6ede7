import { TidemarkError } from "../../errors.ts";

/** One field of a form. */
export interface FormField {
  readonly name: string;
  readonly type: string;
  readonly body: Buffer;
}

const MAX_FIELDS = 1_000;

/** Fields of a query string or an `application/x-www-form-urlencoded` body. */
export function urlEncodedFields(text: string): Record<string, string> {
  return Object.fromEntries([...new URLSearchParams(text)].slice(0, MAX_FIELDS));
}

/** Parts of a `multipart/form-data` body (RFC 7578). @param type its Content-Type, which names the boundary. @throws TidemarkError `input` without one, or when the body has no part */
export function multipartFields(body: Buffer, type: string): FormField[] {
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary === undefined) throw new TidemarkError("input", `reading a form: "${type}" names no boundary`);
  const fields: FormField[] = [];
  const mark = Buffer.from(`--${boundary}`);
  for (let at = body.indexOf(mark); at !== -1 && fields.length < MAX_FIELDS;) {
    const next = body.indexOf(mark, at + mark.length);
    if (next === -1) break;
    const part = fieldOf(body.subarray(at + mark.length, next));
    if (part !== undefined) fields.push(part);
    at = next;
  }
  if (fields.length === 0) throw new TidemarkError("input", "reading a form: expected parts between its boundary");
  return fields;
}

/** A part begins after the line end of its boundary, and ends before the one of the next. */
function fieldOf(part: Buffer): FormField | undefined {
  const split = part.indexOf("\r\n\r\n");
  if (split === -1) return undefined;
  const head = part.toString("utf8", 0, Math.min(split, 4_096));
  const name = /^content-disposition:.*?\bname="([^"]*)"/im.exec(head)?.[1] ?? "";
  const type = /^content-type:\s*([^\r\n]+)/im.exec(head)?.[1] ?? "";
  const end = part.subarray(-2).toString("latin1") === "\r\n" ? part.length - 2 : part.length;
  return { name, type, body: part.subarray(split + 4, end) };
}

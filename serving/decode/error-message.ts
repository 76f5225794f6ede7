import { isRecord } from "../wire/json-text.ts";

const MAX_LENGTH = 500;

/** What a model server's error body says, in whatever form: {error}, {detail}, {message}, {status: {info}}, a list of these, plain text or HTML. At most 500 characters. */
export function errorMessage(body: Buffer): string {
  const text = body.toString("utf8", 0, 64 << 10).trim();
  return (
    fromJson(text) ??
    text
      .replaceAll(/<style[\s\S]*?<\/style>|<[^>]*>/g, " ")
      .replaceAll(/\s+/g, " ")
      .trim()
  ).slice(0, MAX_LENGTH);
}

function fromJson(text: string): string | undefined {
  if (!/^[[{"]/.test(text)) return undefined;
  try {
    return said(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function said(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(said).filter(Boolean).join("; ") || undefined;
  if (!isRecord(value)) return undefined;
  if (typeof value["msg"] === "string") return [Array.isArray(value["loc"]) ? value["loc"].join(".") : undefined, value["msg"]].filter(Boolean).join(": ");
  const parts = ["error", "detail", "message", "info", "reason", "status"].map((key) => said(value[key])).filter((part) => part !== undefined);
  return parts[0];
}

/** A mail as a person sees it. */
export interface ReceivedMail {
  /** By lower-case name, unfolded and decoded. */
  readonly headers: Readonly<Record<string, string>>;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly html: string;
}

/** Reads what nodemailer writes: folded headers with encoded words, multipart/alternative, quoted-printable, base64 or plain bodies, all UTF-8. */
export function parseMail(raw: string): ReceivedMail {
  const { headers } = split(raw);
  const parts = leaves(raw);
  const body = (type: string) => parts.find((part) => (part.headers["content-type"] ?? "text/plain").startsWith(type))?.body ?? "";
  const header = (name: string) => headers[name] ?? "";
  return { headers, subject: header("subject"), from: header("from"), to: header("to"), text: body("text/plain"), html: body("text/html") };
}

interface Part {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function split(raw: string): Part {
  const end = raw.indexOf("\r\n\r\n");
  const unfolded = raw.slice(0, end).replace(/\r\n[ \t]+/g, " ");
  const lines = unfolded.split("\r\n").map((line) => /^([^:]+):\s*(.*)$/.exec(line));
  const headers = Object.fromEntries(lines.flatMap((found) => (found === null ? [] : [[(found[1] ?? "").toLowerCase(), decodeWords(found[2] ?? "")]])));
  return { headers, body: raw.slice(end + 4) };
}

function leaves(raw: string): readonly Part[] {
  const part = split(raw);
  const boundary = /boundary="?([^";]+)"?/.exec(part.headers["content-type"] ?? "")?.[1];
  if (boundary === undefined) return [{ ...part, body: decodeBody(part) }];
  const pieces = part.body.split(`--${boundary}`).slice(1, -1);
  return pieces.flatMap((piece) => leaves(piece.replace(/^\r\n/, "").replace(/\r\n$/, "")));
}

function decodeBody({ headers, body }: Part): string {
  const encoding = headers["content-transfer-encoding"]?.toLowerCase();
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  return encoding === "quoted-printable" ? quotedPrintable(body.replace(/=\r\n/g, "")) : body;
}

function decodeWords(text: string): string {
  const joined = text.replace(/\?=\s+=\?/g, "?==?");
  return joined.replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
    kind.toLowerCase() === "b" ? Buffer.from(word, "base64").toString("utf8") : quotedPrintable(word.replaceAll("_", " ")),
  );
}

function quotedPrintable(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

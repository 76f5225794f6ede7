import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { refuse } from "./engine-exception.ts";

/** A user of the embedded engine. The owner may do everything, the reader only read tables. */
export interface Credential {
  readonly username: string;
  readonly password: string;
}

export type Role = "owner" | "reader";

/** What the engine's process knows of its users: of the owner's passwords their digests alone, so that nothing that a query can read opens the engine. */
export interface Access {
  readonly owner: { readonly username: string; readonly digests: readonly string[] };
  readonly reader: Credential;
}

/** A new random password of 192 bits. */
export function newPassword(): string {
  return randomBytes(24).toString("base64url");
}

/** sha256 of a random password, hex; being random it needs no salt. */
export function digestOf(password: string): string {
  return createHash("sha256").update(password).digest("hex");
}

/** Whose password a request carries: Basic, `X-ClickHouse-User` and `-Key`, or `?user=&password=`. @throws EngineRefusal 194 without one, 516 with a wrong one. */
export function authenticate(request: IncomingMessage, url: URLSearchParams, { owner, reader }: Access): Role {
  const given = fromBasic(request.headers.authorization) ?? fromHeaders(request) ?? fromUrl(url);
  if (!given)
    return refuse(
      194,
      "Authentication is required: the reader's password is in engine.json in the engine's directory, the owner's is given by `tidemark clickhouse --address`",
    );
  const digest = digestOf(given.password);
  if (given.username === owner.username && owner.digests.some((known) => isSame(digest, known))) return "owner";
  if (given.username === reader.username && isSame(digest, digestOf(reader.password))) return "reader";
  return refuse(516, "Authentication failed: password is incorrect, or there is no user with such name");
}

function fromBasic(header: string | undefined): Credential | undefined {
  const encoded = /^Basic\s+(\S+)$/i.exec(header ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const [username = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return { username, password: rest.join(":") };
}

function fromHeaders(request: IncomingMessage): Credential | undefined {
  const [username, password] = [request.headers["x-clickhouse-user"], request.headers["x-clickhouse-key"]];
  return typeof username === "string" && typeof password === "string" ? { username, password } : undefined;
}

function fromUrl(url: URLSearchParams): Credential | undefined {
  const [username, password] = [url.get("user"), url.get("password")];
  return username === null || password === null ? undefined : { username, password };
}

function isSame(digest: string, known: string): boolean {
  return digest.length === known.length && timingSafeEqual(Buffer.from(digest), Buffer.from(known));
}

const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/** Refuses a request that names another host: a page in a browser can be made to reach loopback under its own name. @throws EngineRefusal 291. */
export function requireLoopbackHost(request: IncomingMessage): void {
  if (!LOOPBACK_HOST.test(request.headers.host ?? "")) refuse(291, "The Host header must be 127.0.0.1, localhost or [::1]");
}

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { refuse } from "./engine-exception.ts";

/** A user of the embedded engine. The owner may do everything, the reader only read tables. */
export interface Credential {
  readonly username: string;
  readonly password: string;
}

export type Role = "owner" | "reader";
export type Credentials = Readonly<Record<Role, Credential>>;

/** New random passwords of 192 bits. */
export function createCredentials(): Credentials {
  const password = (): string => randomBytes(24).toString("base64url");
  return { owner: { username: "tidemark", password: password() }, reader: { username: "reader", password: password() } };
}

/** Whose password a request carries: Basic, `X-ClickHouse-User` and `-Key`, or `?user=&password=`. @throws EngineRefusal 194 without one, 516 with a wrong one. */
export function authenticate(request: IncomingMessage, url: URLSearchParams, credentials: Credentials): Role {
  const given = fromBasic(request.headers.authorization) ?? fromHeaders(request) ?? fromUrl(url);
  if (!given) return refuse(194, "Authentication is required: the user and password of this engine are in engine.json in its directory");
  const role = (["owner", "reader"] as const).find((name) => isSame(given, credentials[name]));
  return role ?? refuse(516, "Authentication failed: password is incorrect, or there is no user with such name");
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

function isSame(given: Credential, wanted: Credential): boolean {
  const digest = (credential: Credential): Buffer =>
    createHash("sha256")
      .update(JSON.stringify([credential.username, credential.password]))
      .digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/** Refuses a request that names another host: a page in a browser can be made to reach loopback under its own name. @throws EngineRefusal 291. */
export function requireLoopbackHost(request: IncomingMessage): void {
  if (!LOOPBACK_HOST.test(request.headers.host ?? "")) refuse(291, "The Host header must be 127.0.0.1, localhost or [::1]");
}

import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { TidemarkError, messageOf } from "../errors.ts";
import type { AppParts } from "./app-parts.ts";
import { createApp } from "./app.ts";

/** Milliseconds: no client holds a connection by sending slowly. */
const LIMITS = { headersTimeout: 10_000, requestTimeout: 60_000, connectionsCheckingInterval: 1_000 };

export interface Dashboards extends AsyncDisposable {
  /** Where it listens, `http://host:port`. */
  readonly address: string;
}

/**
 * Serves the API and the pages until disposed: then no new connection is taken, and open requests are answered.
 * @throws TidemarkError `config` when the token file cannot be read or is empty, `unavailable` when the address cannot be had.
 */
export async function startDashboards(parts: Omit<AppParts, "token">): Promise<Dashboards> {
  const { listen, tokenFile } = parts.config;
  const token = tokenFile === undefined ? undefined : await readToken(tokenFile);
  const server = createAdaptorServer({ fetch: createApp({ ...parts, token }).fetch, serverOptions: LIMITS });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) =>
      reject(
        new TidemarkError("unavailable", `starting the dashboards on ${listen.host}:${listen.port}: ${messageOf(cause)}; choose another dashboards.listen`, {
          cause,
        }),
      ),
    );
    server.listen(listen.port, listen.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://${listen.host.includes(":") ? `[${listen.host}]` : listen.host}:${port}`,
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ("closeIdleConnections" in server) server.closeIdleConnections();
      });
    },
  };
}

async function readToken(path: string): Promise<string> {
  const token = await readFile(path, "utf8").then(
    (text) => text.trim(),
    (cause: unknown) => {
      throw new TidemarkError("config", `reading dashboards.tokenFile ${path}: ${messageOf(cause)}; it must be a file with the token`, { cause });
    },
  );
  if (token === "") throw new TidemarkError("config", `reading dashboards.tokenFile ${path}: it is empty; put a token in it`);
  return token;
}

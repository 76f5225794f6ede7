/** `npm run test:servers -- SCRIPTS [--root DIR] [--only a,b] [--install]`: real model servers, started by the scripts of a folder (`<server>/install.sh`, `start.sh`, as docs/testing.md says), each called bare and through a sidecar: both clients must see the same, and ClickHouse hold what was sent and answered. Then published clients (`servers/clients/`, `--only clients` for these alone) against servers of ours, likewise. Exits 1 when one is wrong. */
import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { ClientUnderTest } from "./servers/clients/client-under-test.ts";
import { runClient } from "./servers/clients/run-client.ts";
import { runServer } from "./servers/run-server.ts";
import type { ServerReport } from "./servers/run-server.ts";
import type { ServerUnderTest } from "./servers/server-under-test.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    root: { type: "string", default: join(homedir(), ".cache", "model-servers") },
    only: { type: "string" },
    install: { type: "boolean", default: false },
  },
});
const [scripts] = positionals;
if (scripts === undefined) throw new Error("test:servers: expected the folder with the servers' scripts");

const folder = join(import.meta.dirname, "servers");
const files = readdirSync(folder).filter((file) => file.endsWith("-server.ts") && file !== "run-server.ts");
const clients = readdirSync(join(folder, "clients")).filter((file) => file.endsWith("-client.ts") && file !== "run-client.ts");
const site = { scripts: resolve(scripts), root: resolve(values.root), install: values.install };
const only = values.only?.split(",");
const lines: string[] = [];
for (const file of files.sort()) {
  const { default: server } = (await import(join(folder, file))) as { default: ServerUnderTest };
  if (only !== undefined && !only.includes(server.name)) continue;
  tell(await runServer(server, site));
}
for (const file of clients.sort()) {
  const { default: client } = (await import(join(folder, "clients", file))) as { default: ClientUnderTest };
  if (only !== undefined && !only.includes("clients") && !only.includes(client.name)) continue;
  tell(await runClient(client, site));
}
console.log(["server or client        right  not  why", ...lines].join("\n"));
// A worker that a server leaves behind may hold the pipe that it said its words by.
process.exit();

function tell(report: ServerReport): void {
  if ("away" in report) {
    lines.push(`${report.name.padEnd(24)}    –    –  ${report.away}`);
    return;
  }
  const why = report.wrong.map(([name]) => name).join(", ");
  lines.push(`${report.name.padEnd(24)}${String(report.right.length).padStart(5)}${String(report.wrong.length).padStart(5)}  ${why}`);
  for (const [name, wrong] of report.wrong) console.log(`${report.name}, ${name}\n${wrong.map((line) => `    ${line}\n`).join("")}`);
  if (report.wrong.length > 0) process.exitCode = 1;
}

/** `npm run build`: JavaScript in `dist/` (Node strips no types under node_modules), bundled, and beside it what the program reads at run time: SQL, styles, message definitions, what runs in the browser, the demo's data and models, and every command's help, so that help needs nothing else. */
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, helpOf, overviewOf } from "../commands/lib/command.ts";
import { loadPlugins } from "../plugins.ts";
import { bundle } from "./bundle.ts";

const ROOT = join(import.meta.dirname, "..");
const DIST = join(ROOT, "dist");
const READ_AT_RUN_TIME = /\.(sql|css|yaml|gz|onnx|proto|browser\.js)$/;

rmSync(DIST, { recursive: true, force: true });
await bundle(ROOT, DIST);
for (const folder of ["collector", "serving", "analyzers", "alerts", "dashboards", "demo"])
  cpSync(join(ROOT, folder), join(DIST, folder), { recursive: true, filter: (path) => !/\.[^/\\]+$/.test(path) || READ_AT_RUN_TIME.test(path) });

const commands = await loadPlugins<Command>(join(ROOT, "commands"));
writeFileSync(
  join(DIST, "help.json"),
  JSON.stringify({ "": overviewOf(commands), ...Object.fromEntries(commands.map((command) => [command.name, helpOf(command)])) }),
);

/** `npm run build`: JavaScript in `dist/` (Node strips no types under node_modules), and beside it what the program reads at run time: SQL, styles, message definitions, what runs in the browser, the demo's data and models. */
import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const DIST = join(ROOT, "dist");
const READ_AT_RUN_TIME = /\.(sql|css|yaml|gz|onnx|proto|browser\.js)$/;

rmSync(DIST, { recursive: true, force: true });
const { status } = spawnSync("tsc", ["-p", join(ROOT, "tsconfig.build.json")], { stdio: "inherit" });
if (status !== 0) process.exit(1);
for (const folder of ["collector", "serving", "analyzers", "alerts", "dashboards", "demo"])
  cpSync(join(ROOT, folder), join(DIST, folder), { recursive: true, filter: (path) => !/\.[^/\\]+$/.test(path) || READ_AT_RUN_TIME.test(path) });

/** `npm run grafana`: writes deploy/grafana's dashboards and alert rules from what is here. A test holds that they are as written. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writtenFiles } from "./written-files.ts";

for (const [path, text] of writtenFiles()) {
  const file = join(import.meta.dirname, "../grafana", path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** `npm run check`: types, lint, format and unused code, all of them even when one fails. */
import { spawnSync } from "node:child_process";

const CHECKS = [
  ["types", "tsc", ["-p", "."]],
  ["lint", "oxlint", ["--type-aware", "--deny-warnings", "."]],
  ["format", "oxfmt", ["--check", "."]],
  ["unused", "knip", []],
] as const;

let failed = 0;
for (const [name, program, args] of CHECKS) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
  if (status !== 0) {
    failed += 1;
    console.log(stdout + stderr);
  }
}
process.exitCode = failed === 0 ? 0 : 1;

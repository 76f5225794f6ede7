import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** What some test files said: all green, the first red test, or that they did not end in time. Doubtful is a red one that may be a busy machine's: a time limit, a file that did not begin. */
export type TestsOutcome =
  | { readonly kind: "green" }
  | { readonly kind: "red"; readonly file: string; readonly test: string; readonly doubtful: boolean }
  | { readonly kind: "late" };

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string; readonly failureMessages?: readonly string[] }[];
  }[];
}

/** Runs test files one after another in a process of their own and stops at the first red. @param root absolute @param files paths from there */
export async function runTests(root: string, files: readonly string[], deadlineMs: number): Promise<TestsOutcome> {
  const report = join(root, "mutant-report.json");
  rmSync(report, { force: true });
  const args = ["node_modules/vitest/vitest.mjs", "run", "--bail=1", "--maxWorkers=1", "--reporter=json", `--outputFile=${report}`, ...files];
  // A group of its own, so that what its tests started ends with it. Without a browser the tests in one are left out.
  const env = { ...process.env, CHROMIUM: "/nowhere", CI: "" };
  const child = spawn(process.execPath, args, { cwd: root, stdio: "ignore", detached: true, env });
  let late = false;
  const deadline = setTimeout(() => {
    late = true;
    endGroup(child.pid);
  }, deadlineMs);
  const [code] = (await once(child, "exit")) as [number | null];
  clearTimeout(deadline);
  endGroup(child.pid);
  if (late) return { kind: "late" };
  return code === 0 ? { kind: "green" } : firstRed(report, root, files);
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // All have ended already.
  }
}

function firstRed(report: string, root: string, files: readonly string[]): TestsOutcome {
  const unknown = { kind: "red", file: files[0] ?? "", test: "(the run itself failed)", doubtful: true } as const;
  try {
    const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
    const failed = testResults.find(({ status }) => status === "failed");
    if (failed === undefined) return unknown;
    const file = failed.name.replace(`${root}/`, "");
    const red = failed.assertionResults.find(({ status }) => status === "failed");
    if (red === undefined) return { kind: "red", file, test: "(the file itself)", doubtful: true };
    return { kind: "red", file, test: red.fullName, doubtful: (red.failureMessages ?? []).some((message) => message.includes("timed out")) };
  } catch {
    return unknown;
  }
}

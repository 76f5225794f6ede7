import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Mutant, mutated } from "./mutant.ts";

/** A copy of the working tree, to be mutated in its place. */
export interface Sandbox extends Disposable {
  readonly root: string;
  /** All TypeScript files, as paths from the root. */
  readonly files: readonly string[];
  /** Puts a mutant in; disposing takes it out. */
  with(mutant: Mutant): Disposable;
}

/** Copies what git knows of or would, from the folder of this program; `node_modules` is linked. */
export function createSandbox(): Sandbox {
  const from = join(import.meta.dirname, "../..");
  const root = mkdtempSync(join(tmpdir(), "tidemark-mutants-"));
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: from, encoding: "utf8" });
  const files = listed.split("\0").filter((file) => file !== "" && existsSync(join(from, file)));
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(from, file), join(root, file));
  }
  symlinkSync(join(from, "node_modules"), join(root, "node_modules"));
  return {
    root,
    files: files.filter((file) => file.endsWith(".ts")),
    with(mutant) {
      const path = join(root, mutant.file);
      const text = readFileSync(path, "utf8");
      writeFileSync(path, mutated(text, mutant));
      return { [Symbol.dispose]: () => writeFileSync(path, text) };
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

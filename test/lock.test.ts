import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly resolved?: string;
  readonly integrity?: string;
}

const ROOT = join(import.meta.dirname, "..");
const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as { packages: Record<string, LockedPackage> };
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Record<"dependencies" | "devDependencies", Record<string, string>>;

test("every optional dependency of a locked package is in the lock, so that npm ci accepts it on every platform", () => {
  const missing = Object.entries(lock.packages).flatMap(([path, locked]) =>
    Object.keys(locked.optionalDependencies ?? {}).filter(
      (name) => !(`node_modules/${name}` in lock.packages) && !(`${path}/node_modules/${name}` in lock.packages),
    ),
  );
  expect(missing).toEqual([]);
});

/** For other platforms; the registry that this lock was written with does not have them, so their hashes could not be had. Whoever can get them takes them off here. */
const UNKNOWN_HASHES = ["node_modules/@chdb/lib-darwin-arm64", "node_modules/@chdb/lib-darwin-x64", "node_modules/@chdb/lib-linux-arm64-gnu"];

test("every locked package has its hash (SHA-512)", () => {
  const without = Object.entries(lock.packages).filter(([path, { integrity }]) => path !== "" && integrity?.startsWith("sha512-") !== true);
  expect(without.map(([path]) => path)).toEqual(UNKNOWN_HASHES);
});

test("the lock records no registry's address", () => {
  const resolved = Object.entries(lock.packages).filter(([, locked]) => locked.resolved?.startsWith("http"));
  expect(resolved).toEqual([]);
});

test("versions are exact", () => {
  const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version));
  expect(loose).toEqual([]);
});

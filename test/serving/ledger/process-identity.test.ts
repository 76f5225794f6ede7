import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { isRunning, thisProcess } from "../../../serving/ledger/process-identity.ts";

test.each([
  { rule: "this process does", change: {}, expected: true },
  { rule: "one of this id that began at another time has ended", change: { started: 1 }, expected: false },
  { rule: "one from before the machine started anew has ended, whoever has its id and start now", change: { boot: "another" }, expected: false },
])("whether a process still runs: $rule", ({ change, expected }) => {
  expect(isRunning({ ...thisProcess(), ...change })).toBe(expected);
});

test("whether a process still runs: not one whose id nobody has", async () => {
  const child = spawn("true");
  const { pid = 0 } = child;
  await once(child, "exit");
  expect(isRunning({ ...thisProcess(), pid })).toBe(false);
});

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT, runTidemark } from "./support/run-tidemark.ts";

const COMMANDS = readdirSync(join(ROOT, "commands"))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3));

const tidemark = (...args: readonly string[]) => runTidemark(args);

describe("the command line", () => {
  test("--help lists every command", async () => {
    const { code, stdout } = await tidemark("--help");
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(stdout).toContain(`  ${command}`);
  });

  test.each(COMMANDS)("%s --help: usage, options and an example", async (command) => {
    const { code, stdout } = await tidemark(command, "--help");
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`Usage: tidemark ${command}`));
    expect(stdout).toMatch(new RegExp(`Examples:\\n  .*tidemark ${command}`));
  });

  test.each([
    { name: "no command: usage, code 2", args: [], said: "" },
    { name: "an unknown command", args: ["frobnicate"], said: 'there is no command "frobnicate"; tidemark --help lists them' },
    { name: "a command misspelt", args: ["reprot"], said: 'there is no command "reprot"; did you mean report? tidemark --help lists them' },
    {
      name: "an option misspelt",
      args: ["report", "--refrence", "a"],
      said: "there is no option --refrence; did you mean --reference? tidemark report --help lists them",
    },
    { name: "an option like none", args: ["report", "--xyzzy"], said: "there is no option --xyzzy; tidemark report --help lists them" },
    { name: "a command is a word, not a path", args: ["../main"], said: 'there is no command "../main"' },
    { name: "an unknown option", args: ["demo", "--nope"], said: "--nope" },
    { name: "an option's value is wrong", args: ["demo", "--port", "x"], said: "--port x: expected a port" },
    { name: "a word too many", args: ["demo", "extra"], said: '"extra" is not understood; expected options only' },
    { name: "a configuration that is not there", args: ["up", "--config", "no-such.yaml"], said: "reading the configuration no-such.yaml" },
  ])("$name: code 2", async ({ args, said }) => {
    const { code, stderr } = await tidemark(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });
});

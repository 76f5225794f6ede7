import { constants, existsSync } from "node:fs";
import { access, readdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Secret } from "../../alerts/delivery/secret.ts";
import type { Config } from "../../config/config.ts";
import { messageOf, TidemarkError } from "../../errors.ts";

/** Something outside the configuration that it counts on. Resolves to what is wrong with it. */
interface Place {
  readonly key: string;
  readonly check: () => Promise<string | undefined>;
}

/** Whose places: those that a sidecar alone counts on, or all. */
export type Counting = "serving" | "all";

/** What is wrong with the files and folders that a configuration names, each with its key: what a start would run into. */
async function mistakesOfPlaces(config: Config, counting: Counting): Promise<readonly string[]> {
  const places = [...servingPlaces(config), ...(counting === "all" ? otherPlaces(config) : [])];
  const wrong = await Promise.all(places.map(async ({ key, check }) => [key, await check()] as const));
  return wrong.flatMap(([key, mistake]) => (mistake === undefined ? [] : [`${key}: ${mistake}`]));
}

/** @throws TidemarkError `config` with every mistake of `mistakesOfPlaces`. */
export async function requirePlaces(config: Config, counting: Counting): Promise<void> {
  const mistakes = await mistakesOfPlaces(config, counting);
  if (mistakes.length > 0) throw new TidemarkError("config", mistakes.join("\n"));
}

function file(key: string, path: string | undefined): readonly Place[] {
  return path === undefined ? [] : [{ key, check: () => fileMistake(path) }];
}

/** A file or a folder of parts; a pattern is looked at when it is read. */
function dataFile(key: string, path: string | undefined): readonly Place[] {
  if (path === undefined || /[*?[{]/.test(path)) return [];
  return [{ key, check: async () => (existsSync(resolve(path)) ? undefined : `${resolve(path)} is not there; expected a file that can be read`) }];
}

function servingPlaces({ data, kafka, serving, privacy }: Config): readonly Place[] {
  const models = serving?.models;
  return [
    { key: "data", check: () => folderMistake(data) },
    ...file("privacy.keysFile", privacy.keysFile),
    ...file("kafka.ssl.caFile", typeof kafka?.ssl === "object" ? kafka.ssl.caFile : undefined),
    ...file("kafka.sasl.passwordFile", kafka?.sasl?.passwordFile),
    ...(models === undefined ? [] : [{ key: "serving.models.directory", check: () => modelsMistake(models.directory) }]),
  ];
}

function otherPlaces({ clickhouse, dashboards, monitors, alerts }: Config): readonly Place[] {
  return [
    ...file("clickhouse.passwordFile", clickhouse.passwordFile),
    ...file("dashboards.tokenFile", dashboards.tokenFile),
    ...monitors.flatMap(({ baseline }, index) => dataFile(`monitors[${index}].baseline.file`, "file" in baseline ? baseline.file : undefined)),
    ...alerts.receivers.flatMap(({ options }, index) => secretsIn(options, `alerts.receivers[${index}]`)),
  ];
}

function secretsIn(options: unknown, key: string): readonly Place[] {
  if (options instanceof Secret)
    return [
      {
        key,
        check: () =>
          options.reveal().then(
            () => undefined,
            (error: unknown) => messageOf(error),
          ),
      },
    ];
  if (typeof options !== "object" || options === null) return [];
  return Object.entries(options).flatMap(([name, value]) => secretsIn(value, Array.isArray(options) ? `${key}[${name}]` : `${key}.${name}`));
}

/** Each in words that do not need the system's. */
async function fileMistake(path: string): Promise<string | undefined> {
  const whole = resolve(path);
  try {
    if ((await stat(whole)).isDirectory()) return `${whole} is a folder; expected a file`;
    await access(whole, constants.R_OK);
    return undefined;
  } catch (error) {
    return `${whole} ${isMissing(error) ? "is not there" : `cannot be read (${messageOf(error)})`}; expected a file that can be read`;
  }
}

/** A folder that is not there yet will be made in the nearest that is. */
async function folderMistake(path: string): Promise<string | undefined> {
  const whole = resolve(path);
  for (let folder = whole; ; folder = dirname(folder)) {
    try {
      if (!(await stat(folder)).isDirectory()) return `${folder} is no folder, so nothing can be kept in ${whole}; expected a folder that can be written`;
      await access(folder, constants.W_OK);
      return undefined;
    } catch (error) {
      if (!isMissing(error)) return `${folder} cannot be written (${messageOf(error)}); expected a folder that can`;
    }
  }
}

async function modelsMistake(path: string): Promise<string | undefined> {
  const whole = resolve(path);
  const files = await readdir(whole, { recursive: true }).catch((error: unknown) => messageOf(error));
  if (typeof files === "string") return `${whole} cannot be read (${files}); expected a folder with <name>/<version>/model.onnx`;
  const found = files.some((file) => file.split(/[/\\]/).length === 3 && file.endsWith(join("/", "model.onnx")));
  return found ? undefined : `${whole} has no model; expected <name>/<version>/model.onnx`;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { boundedText, NAME_BYTES } from "../../collector/events/bounded-text.ts";

/** What all models go under that are none: never declared, and never answered well. */
export const OTHER = "other";

/**
 * Which names in paths are models. Anyone can write any path, so a name becomes a model when it is declared or has answered well once, up to a number of them; the rest are "other". Those that answered are kept
 * in a file, so that a restart beside a model server that is down still tells whose requests fail.
 */
export class KnownModels {
  readonly #declared: ReadonlySet<string>;
  readonly #answered: Set<string>;
  readonly #max: number;
  readonly #path: string;
  #writing: Promise<void> = Promise.resolve();

  /** @param max names beside the declared ones. @param path of the file; need not be there */
  constructor(path: string, declared: readonly string[], max: number) {
    this.#path = path;
    this.#declared = new Set(declared);
    this.#answered = new Set(readNames(path).slice(0, max));
    this.#max = max;
  }

  /** The name that a request counts under. An empty one stays so. @param answeredWell whether the model's server answered it with success */
  nameOf(name: string, answeredWell: boolean): string {
    const bounded = boundedText(name, NAME_BYTES);
    if (bounded === "" || this.#declared.has(bounded) || this.#answered.has(bounded)) return bounded;
    if (!answeredWell || this.#answered.size >= this.#max) return OTHER;
    this.#answered.add(bounded);
    this.#keep();
    return bounded;
  }

  /** Off the request path; a disk that refuses costs the memory over a restart alone. */
  #keep(): void {
    this.#writing = this.#writing.then(() => writeFile(this.#path, JSON.stringify([...this.#answered]), { mode: 0o600 })).catch(() => undefined);
  }

  /** Waits for what is being written. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing;
  }
}

function readNames(path: string): readonly string[] {
  try {
    const names: unknown = JSON.parse(readFileSync(path, "utf8"));
    return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}

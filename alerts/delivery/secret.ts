import { readFile } from "node:fs/promises";
import { inspect } from "node:util";
import { z } from "zod";
import { TidemarkError } from "../../errors.ts";

/** A secret that can't be printed by accident: text, JSON and the inspector show `[secret]`. One from a file is read each time it is revealed, so a rotated file takes effect without a restart. */
export class Secret {
  readonly #source: { readonly value: string } | { readonly file: string };

  constructor(source: { readonly value: string } | { readonly file: string }) {
    this.#source = source;
  }

  /** @throws TidemarkError `config` when its file can't be read or is empty; the file's name is told, its content never. */
  async reveal(): Promise<string> {
    if ("value" in this.#source) return this.#source.value;
    const text = await readFile(this.#source.file, "utf8").catch(() => "");
    if (text.trim() !== "") return text.trim();
    throw new TidemarkError("config", `reading a secret: the file ${this.#source.file} is missing, empty or not readable; it must hold the secret alone`);
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [inspect.custom](): string {
    return "[secret]";
  }
}

/** A secret written into the configuration itself. */
export const secretValue = z
  .string()
  .min(1)
  .transform((value) => new Secret({ value }));

/** A secret kept in a file, by its path. */
export const secretFile = z
  .string()
  .min(1)
  .transform((file) => new Secret({ file }));

/** The text with every one of the secrets, with and without `whsec_`, replaced by `[secret]`. */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((secret) => [secret, secret.replace(/^whsec_/, "")]).filter((form) => form !== "");
  return forms.reduce((clean, form) => clean.replaceAll(form, "[secret]"), text);
}

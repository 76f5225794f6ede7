import { applyRule } from "../../collector/events/privacy/apply-rule.ts";
import { fieldRules } from "../../collector/events/privacy/field-rules.ts";
import type { FieldRules } from "../../collector/events/privacy/field-rules.ts";
import { hasRules } from "../../collector/events/privacy/privacy-config.ts";
import type { PrivacyConfig } from "../../collector/events/privacy/privacy-config.ts";
import { keyAt } from "../../collector/events/privacy/privacy-keys.ts";
import type { PrivacyKeys } from "../../collector/events/privacy/privacy-keys.ts";
import { hashedRequestId, withheld } from "../../collector/events/privacy/pseudonym.ts";
import type { Declared } from "../decode/declared.ts";
import type { Decoded } from "../decode/decode.ts";
import { isOwnSentence } from "./own-sentence.ts";
import type { FoldedValues } from "./row-value.ts";

/** What is asked for, and the keys that it takes. */
export interface Privacy {
  readonly config: PrivacyConfig;
  readonly keys: PrivacyKeys;
}

/** So many characters of a prompt in a row make a message its own. */
const REPEATED_CHARACTERS = 12;

/** What of an exchange may be kept, and how. Times are event times in epoch milliseconds: they choose the key. */
export class Redaction {
  /** Whether anything must not leave in clear; then neither does what cannot be read. */
  readonly active: boolean;
  /** Whether prompts and answers may be kept. */
  readonly keepsTexts: boolean;
  readonly #privacy: Privacy;
  readonly #declared: Declared;
  readonly #rules = new Map<string, FieldRules>();
  readonly #keyNames = new Map<string, ReadonlySet<string>>();

  constructor(privacy: Privacy, declared: Declared) {
    this.active = hasRules(privacy.config);
    this.keepsTexts = privacy.config.texts === "keep";
    this.#privacy = privacy;
    this.#declared = declared;
  }

  requestId(id: string): string {
    return this.#privacy.config.requestIds === "hash" ? hashedRequestId(this.#privacy.keys, id) : id;
  }

  /** What is done with each value of a row; undefined: nothing. @param positional features have no names of their own: which is which cannot be told, so that only those that a rule names are kept */
  values(model: string, eventTime: number, positional: boolean): FoldedValues["ruled"] {
    if (!this.active) return undefined;
    const rules = this.#of(model);
    const { keys } = this.#privacy;
    const key = keyAt(keys, eventTime);
    const labelKeys = this.#labelKeys(model);
    return (name, outer, value) => {
      if (positional && rules.hasFields && !rules.names(name)) return undefined;
      const rule = rules.ofField(name, outer);
      return rule === undefined ? value : applyRule(rule, name, value, labelKeys.has(name.toLowerCase()) ? keys[0] : key);
    };
  }

  tags(tags: Readonly<Record<string, string>>, model: string, eventTime: number): Readonly<Record<string, string>> {
    if (!this.active) return tags;
    const kept = Object.entries(tags).map(([name, value]) => [name, this.tag(name, value, model, eventTime)] as const);
    return Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  }

  tag(name: string, value: string, model: string, eventTime: number): string | undefined {
    const rule = this.active ? this.#of(model).ofTag(name) : undefined;
    const { keys } = this.#privacy;
    const kept = rule === undefined ? value : applyRule(rule, name, value, this.#labelKeys(model).has(name.toLowerCase()) ? keys[0] : keyAt(keys, eventTime));
    return typeof kept === "string" ? kept : undefined;
  }

  /** Why a request failed or could not be read: words of this program, or what may be told of them. @param prompts of a request that has some; undefined: it has none. "unknown": it has, and they could not be read */
  message(text: string, model: string, eventTime: number, prompts: readonly string[] | "unknown" | undefined): string {
    const told = isOwnSentence(text, (name) => !this.active || this.#of(model).ofField(name) === undefined);
    if (text === "" || told || (!this.active && !this.#repeats(text, prompts))) return text;
    return withheld("message", Buffer.from(text), keyAt(this.#privacy.keys, eventTime));
  }

  /** Bytes that could not be read. @param hasPrompts whether they are a request that has prompts */
  body(bytes: Buffer, eventTime: number, hasPrompts: boolean): { readonly raw: Buffer; readonly told: string } {
    if (!this.active && (this.keepsTexts || !hasPrompts)) return { raw: bytes, told: "" };
    return { raw: Buffer.alloc(0), told: `; ${withheld("body", bytes, keyAt(this.#privacy.keys, eventTime))}` };
  }

  #repeats(text: string, prompts: readonly string[] | "unknown" | undefined): boolean {
    if (prompts === undefined || this.keepsTexts) return false;
    if (prompts === "unknown") return true;
    const parts = Array.from({ length: Math.max(0, text.length - REPEATED_CHARACTERS) + 1 }, (_, at) => text.slice(at, at + REPEATED_CHARACTERS));
    return prompts.some((prompt) => parts.some((part) => prompt.includes(part)) || (prompt !== "" && text.includes(prompt)));
  }

  /** What labels name rows by is hashed under the first key, so that a label finds its rows whenever it comes. */
  #labelKeys(model: string): ReadonlySet<string> {
    let names = this.#keyNames.get(model);
    if (names === undefined) {
      const own = this.#declared.schemas.filter(({ name }) => name === model);
      this.#keyNames.set(model, (names = new Set(own.flatMap(({ labels }) => labels?.key ?? []).map((name) => name.toLowerCase()))));
    }
    return names;
  }

  /** Models are those whose names were admitted, so that there are not too many. */
  #of(model: string): FieldRules {
    let rules = this.#rules.get(model);
    if (rules === undefined) {
      const { schemas, tags = [] } = this.#declared;
      const own = schemas.filter(({ name }) => name === model);
      const schema = own[0] && { ...own[0], features: own.flatMap(({ features }) => features) };
      this.#rules.set(
        model,
        (rules = fieldRules(
          this.#privacy.config,
          model,
          schema,
          tags.map(({ name }) => name),
        )),
      );
    }
    return rules;
  }
}

/** Prompts of an exchange that has some: its own, or that they are not known. */
export function promptsOf(decoded: Decoded, hasPrompts: boolean): readonly string[] | "unknown" | undefined {
  return hasPrompts ? (decoded.texts?.prompts ?? "unknown") : undefined;
}

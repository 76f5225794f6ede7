/** What clients make up names of. */
export type NameKind = "model" | "version" | "variant" | "feature" | "prediction" | "category";

/** Most names of a kind within their scope: of all models; of one model's versions, variants, features and predictions; of one feature's categories. */
export type NameLimits = Readonly<Record<NameKind, number>>;

/** All names together, so that many scopes do not take what one may not: about 50 bytes each. */
const MOST_NAMES = 500_000;

/** Admits names up to a number in each scope, and counts what it does not. Names are remembered by a hash: two that share one count as one. */
export class NameCaps {
  readonly #limits: NameLimits;
  readonly #scopes = new Map<string, Set<number>>();
  #names = 0;
  #refused = new Map<NameKind, number>();

  constructor(limits: NameLimits) {
    this.#limits = limits;
  }

  /** Whether a name is one of those that its scope may have. @param scope the model, or the model and feature, that it belongs to */
  admits(kind: NameKind, scope: string, name: string): boolean {
    const key = `${kind} ${scope}`;
    const known = this.#scopes.get(key) ?? new Set<number>();
    const hash = hashOf(name);
    if (known.has(hash)) return true;
    if (known.size >= this.#limits[kind] || this.#names >= MOST_NAMES) {
      this.#refused.set(kind, (this.#refused.get(kind) ?? 0) + 1);
      return false;
    }
    this.#scopes.set(key, known.add(hash));
    this.#names += 1;
    return true;
  }

  /** Whether a name has been admitted; one that has not is neither admitted nor counted. */
  has(kind: NameKind, scope: string, name: string): boolean {
    return this.#scopes.get(`${kind} ${scope}`)?.has(hashOf(name)) === true;
  }

  /** What was not admitted since the last call, by kind. */
  takeRefused(): ReadonlyMap<NameKind, number> {
    const refused = this.#refused;
    this.#refused = new Map();
    return refused;
  }
}

/** FNV-1a over code units, twice with different beginnings: 52 bits. */
function hashOf(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x01234567;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x01000197);
  }
  return (low >>> 0) + (high & 0xfffff) * 2 ** 32;
}

import type { Store } from "../clickhouse/store.ts";
import type { PrivacyKeys } from "../events/privacy/privacy-keys.ts";
import { carryOut } from "./carry-out.ts";
import { forgetValues, type Forgotten } from "./forget-values.ts";
import { deleteRows } from "./mutate.ts";
import { type ErasurePlan, planErasure } from "./plan.ts";
import { requestsOf, type Subject } from "./subject.ts";

/** A word in dead letters' bytes that is shorter may be anybody's. */
const LEAST_WORD = 4;

/** What an erasure found and took out, in numbers; of one that is only tried, what it would. */
export interface Erased extends Forgotten {
  readonly models: readonly string[];
  readonly requests: number;
  readonly rows: number;
  readonly labels: number;
  readonly deadLetters: number;
  /** Erasures that had broken off and were finished. */
  readonly resumed: number;
}

/**
 * Takes a subject's requests out of the store: rows, what they put into rollups, labels, dead letters that hold an id or the tag's value, and values that nobody else has out of findings, alerts and parts of baselines.
 * What is to be done is written down first, so that one that broke off is finished by the next. Again, it finds nothing more.
 * @param now epoch milliseconds. @param dryRun says what there is, and takes nothing
 */
export async function erase(
  store: Store,
  subject: Subject,
  keys: PrivacyKeys,
  { now, dryRun }: { readonly now: number; readonly dryRun: boolean },
): Promise<Erased> {
  const pending = dryRun ? [] : await pendingPlans(store);
  const done: Forgotten[] = [];
  for (const plan of pending) done.push(await finish(store, plan));
  const words = [...subject.requestIds, ...(subject.tag === undefined ? [] : [subject.tag.value])].filter((word) => word.length >= LEAST_WORD);
  const deadLetters = await lettersWith(store, words);
  const plans: ErasurePlan[] = [];
  for (const requests of await requestsOf(store, subject, keys)) {
    const plan = await planErasure(store, requests, now);
    plans.push(plan);
    if (dryRun) continue;
    await write(store, plan, "pending");
    done.push(await finish(store, plan));
  }
  if (!dryRun && deadLetters > 0) await removeLetters(store, words);
  const sum = (of: (plan: ErasurePlan) => number) => plans.reduce((total, plan) => total + of(plan), 0);
  const all = (of: (one: Forgotten) => number) => done.reduce((total, one) => total + of(one), 0);
  return {
    models: [...new Set(plans.map(({ model }) => model))],
    requests: sum(({ requests }) => requests),
    rows: sum(({ rows }) => rows),
    labels: sum(({ labels }) => labels),
    deadLetters,
    findings: all(({ findings }) => findings),
    messages: all(({ messages }) => messages),
    baselineParts: all(({ baselineParts }) => baselineParts),
    baselines: [...new Set(done.flatMap(({ baselines }) => baselines))],
    resumed: pending.length,
  };
}

async function finish(store: Store, plan: ErasurePlan): Promise<Forgotten> {
  await carryOut(store, plan);
  const forgotten = await forgetValues(store, plan.model, plan.values);
  await write(store, plan, "done");
  await store.command("OPTIMIZE TABLE erasures FINAL");
  return forgotten;
}

/** A plan names what it erases; done, it is emptied. */
function write(store: Store, plan: ErasurePlan, state: "pending" | "done"): Promise<void> {
  const { id, requestedTime, model, from, to, requests, rows, labels } = plan;
  const row = {
    erasure_id: id,
    revision: state === "done" ? 2 : 1,
    requested_time: requestedTime,
    model,
    from_time: from,
    to_time: to,
    requests,
    rows,
    labels,
    state,
  };
  return store.insert("erasures", [{ ...row, plan: state === "done" ? "" : JSON.stringify(plan) }]);
}

async function pendingPlans(store: Store): Promise<readonly ErasurePlan[]> {
  const rows = await store.query<{ plan: string }>("SELECT plan FROM erasures FINAL WHERE state = 'pending' ORDER BY requested_time");
  return rows.map(({ plan }) => JSON.parse(plan) as ErasurePlan);
}

const HOLDS = "multiSearchAny(raw, {words: Array(String)}) OR multiSearchAny(reason, {words: Array(String)})";

async function lettersWith(store: Store, words: readonly string[]): Promise<number> {
  if (words.length === 0) return 0;
  const [found] = await store.query<{ n: number }>(`SELECT count() AS n FROM dead_letters WHERE ${HOLDS}`, { words });
  return found?.n ?? 0;
}

function removeLetters(store: Store, words: readonly string[]): Promise<void> {
  return deleteRows(store, "dead_letters", HOLDS, { words });
}

import { TidemarkError } from "../../errors.ts";
import { takesBatches } from "./onnx-model.ts";
import type { ModelInputs, ModelOutput, OnnxModel } from "./onnx-model.ts";

const MAX_BATCH_ROWS = 4_096;

/** A request's own part of what a run returned, and how long it waited and ran. */
export interface Answer {
  readonly outputs: readonly ModelOutput[];
  readonly queueMs: number;
  readonly computeMs: number;
}

type Waiting = ModelInputs & PromiseWithResolvers<Answer> & { readonly sinceMs: number };

/** Runs a model on whatever waits: requests that come while a run is under way are one batch of the next, as far as their rows have the same shape. Nothing waits for company. */
export class Batcher {
  readonly #model: OnnxModel;
  readonly #maxRows: number;
  readonly #alone: boolean;
  #waiting: Waiting[] = [];
  #rows = 0;
  #running = false;

  /** @param maxRows rows that may wait */
  constructor(model: OnnxModel, maxRows: number) {
    this.#model = model;
    this.#maxRows = maxRows;
    this.#alone = !takesBatches(model);
  }

  get waitingRows(): number {
    return this.#rows;
  }

  /** @throws TidemarkError `unavailable` when too many rows wait, `internal` when the model fails. */
  predict(inputs: ModelInputs): Promise<Answer> {
    if (this.#rows + inputs.rows > this.#maxRows)
      return Promise.reject(new TidemarkError("unavailable", `overloaded: ${this.#rows} rows wait for model "${this.#model.name}"; try again later`));
    const waiting: Waiting = { ...inputs, ...Promise.withResolvers<Answer>(), sinceMs: performance.now() };
    this.#waiting.push(waiting);
    this.#rows += inputs.rows;
    if (!this.#running) void this.#run();
    return waiting.promise;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const batch = this.#takeSome();
      if (!(await this.#runBatch(batch))) for (const one of batch) await this.#runBatch([one]);
    }
    this.#running = false;
  }

  #takeSome(): Waiting[] {
    let rows = 0;
    const shape = String(this.#waiting[0]?.shapes);
    const end = this.#alone ? 1 : this.#waiting.findIndex((waiting) => (rows += waiting.rows) > MAX_BATCH_ROWS || String(waiting.shapes) !== shape);
    const batch = this.#waiting.splice(0, end === -1 ? this.#waiting.length : Math.max(1, end));
    this.#rows -= batch.reduce((sum, waiting) => sum + waiting.rows, 0);
    return batch;
  }

  /** False when a run of several failed, or gave something of all of them together: each must be run alone. */
  async #runBatch(batch: readonly Waiting[]): Promise<boolean> {
    const startedMs = performance.now();
    try {
      const outputs = await this.#model.run(joined(batch));
      if (batch.length > 1 && outputs.some((output) => !output.ofRows)) return false;
      const computeMs = performance.now() - startedMs;
      let at = 0;
      for (const waiting of batch) {
        const from = at;
        at += waiting.rows;
        waiting.resolve({ outputs: outputs.map((output) => rowsOf(output, from, at)), queueMs: startedMs - waiting.sinceMs, computeMs });
      }
    } catch (error) {
      if (batch.length > 1) return false;
      for (const waiting of batch) waiting.reject(error);
    }
    return true;
  }
}

function joined(batch: readonly Waiting[]): ModelInputs {
  const [first] = batch;
  if (batch.length === 1 && first !== undefined) return first;
  return {
    rows: batch.reduce((sum, waiting) => sum + waiting.rows, 0),
    shapes: first?.shapes ?? [],
    elements: first?.elements.map((_, i) => batch.flatMap((waiting) => waiting.elements[i] ?? [])) ?? [],
  };
}

function rowsOf(output: ModelOutput, from: number, to: number): ModelOutput {
  if (!output.ofRows) return output;
  const [all = 1, ...rest] = output.shape;
  const width = output.data.length / Math.max(all, 1);
  return { ...output, shape: [to - from, ...rest], data: from === 0 && to === all ? output.data : output.data.slice(from * width, to * width) };
}

/** Lets writes run beside each other, and now and then something that needs them all to be over and none to begin. */
export interface WriteGate {
  /** A write; waits while something is alone. */
  write<T>(task: () => Promise<T>): Promise<T>;
  /** Runs when the writes under way are over; those that come meanwhile wait. One after another. */
  alone<T>(task: () => Promise<T>): Promise<T>;
}

export function createWriteGate(): WriteGate {
  const underWay = new Set<Promise<unknown>>();
  const gate: { closed: Promise<unknown> | undefined } = { closed: undefined };
  return {
    async write(task) {
      while (gate.closed) await gate.closed;
      const mine = task();
      const over = mine.catch(() => undefined);
      underWay.add(over);
      void over.then(() => underWay.delete(over));
      return mine;
    },
    async alone(task) {
      while (gate.closed) await gate.closed;
      const mine = Promise.all(underWay).then(task);
      gate.closed = mine.catch(() => undefined).then(() => void (gate.closed = undefined));
      return mine;
    },
  };
}

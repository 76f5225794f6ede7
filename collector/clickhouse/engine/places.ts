import { refuse } from "./engine-exception.ts";

/** Runs a task when there is a place for it. @throws EngineRefusal 202 when too many wait already. */
export type Places = <T>(task: () => Promise<T>) => Promise<T>;

/** At most `max` tasks at once; at most `waiting` more wait their turn, in order. */
export function createPlaces(max: number, waiting: number): Places {
  const queue: (() => void)[] = [];
  let taken = 0;
  return async (task) => {
    if (taken >= max) {
      if (queue.length >= waiting) refuse(202, `Too many simultaneous queries: ${max} run and ${waiting} wait`);
      await new Promise<void>((resolve) => queue.push(resolve));
    } else taken += 1;
    try {
      return await task();
    } finally {
      const next = queue.shift();
      if (next) next();
      else taken -= 1;
    }
  };
}

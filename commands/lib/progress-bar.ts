import { SingleBar } from "cli-progress";

/** How far a command has come. */
export interface ProgressBar extends Disposable {
  /** So much more is done. */
  add(steps: number): void;
}

/** A bar on a terminal, nothing elsewhere. @param stream progress is never part of an answer, so stderr @param unit of the steps, in words */
export function createProgressBar(stream: NodeJS.WriteStream, total: number, unit: string): ProgressBar {
  if (!stream.isTTY || total === 0) return { add: () => undefined, [Symbol.dispose]: () => undefined };
  const bar = new SingleBar({ stream, format: `{bar} {percentage} %  {value} of {total} ${unit}`, hideCursor: true, clearOnComplete: true, forceRedraw: true });
  bar.start(total, 0);
  return { add: (steps) => bar.increment(steps), [Symbol.dispose]: () => bar.stop() };
}

import { SingleBar } from "cli-progress";

/** How far the replay is: a bar on a terminal, a line for each tenth elsewhere. */
export interface Progress extends Disposable {
  to(day: string, rows: number): void;
}

/** @param stream where to write; progress is never part of an answer, so stderr. */
export function createProgress(stream: NodeJS.WriteStream, total: number): Progress {
  return stream.isTTY ? barProgress(stream, total) : lineProgress(stream, total);
}

function barProgress(stream: NodeJS.WriteStream, total: number): Progress {
  const bar = new SingleBar({
    stream,
    format: "{bar} {percentage} %  {day}  {value} of {total} flights",
    hideCursor: true,
    clearOnComplete: true,
    forceRedraw: true,
  });
  bar.start(total, 0, { day: "starting" });
  return {
    to: (day, rows) => bar.update(rows, { day }),
    [Symbol.dispose]: () => bar.stop(),
  };
}

function lineProgress(stream: NodeJS.WriteStream, total: number): Progress {
  let tenths = 0;
  return {
    to(day, rows) {
      const reached = Math.floor((10 * rows) / total);
      if (reached <= tenths) return;
      tenths = reached;
      stream.write(`${day}: ${rows} of ${total} flights\n`);
    },
    [Symbol.dispose]: () => undefined,
  };
}

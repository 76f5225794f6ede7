import { createServer } from "node:net";

/** Java servers take no port of 32,768 and more for one. */
const [FROM, TO] = [20_000, 32_000];

/** The first of so many TCP ports of 127.0.0.1, one after another, that were free a moment ago: some servers take those behind their own too. */
export async function freePorts(count: number): Promise<number> {
  for (let tried = 0; tried < 100; tried++) {
    const first = FROM + Math.floor(Math.random() * (TO - FROM));
    const free = await Promise.all(Array.from({ length: count }, (_, i) => isFree(first + i)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`no ${count} free ports between ${FROM} and ${TO}`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  server.once("error", () => resolve(false));
  server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  return promise;
}

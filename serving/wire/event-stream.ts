/** Data of the events of a stream (text/event-stream, WHATWG), in order; comments, names and ids are passed over. An event that the stream breaks off in is there as far as it came. */
export function eventData(body: Buffer): string[] {
  const events = body.toString("utf8").split(/\r?\n\r?\n|\r\r/);
  return events.flatMap((event) => {
    const lines = event.split(/\r?\n|\r/).filter((line) => line.startsWith("data:"));
    return lines.length === 0 ? [] : [lines.map((line) => line.slice(line.startsWith("data: ") ? 6 : 5)).join("\n")];
  });
}

/** Data of the events of a stream (text/event-stream, WHATWG), in order; comments, names and ids are passed over. An event that the stream breaks off in is there as far as it came. */
export function eventData(body: Buffer): string[] {
  const events: string[] = [];
  let lines: string[] = [];
  for (const line of body.toString("utf8").split(/\r\n|\n|\r/)) {
    if (line.startsWith("data:")) lines.push(line.slice(line.startsWith("data: ") ? 6 : 5));
    else if (line === "" && lines.length > 0) {
      events.push(lines.join("\n"));
      lines = [];
    }
  }
  return lines.length > 0 ? [...events, lines.join("\n")] : events;
}

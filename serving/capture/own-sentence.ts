/** What this program says of a request, in which no word is a client's or a model server's. */
const SENTENCES = [
  /^the model server (?:took too long|could not be reached or broke off) \([A-Z][A-Z\d_]{0,60}\)$/,
  /^overloaded: (?:this server is stopping|its body had not come, and others wait|\d+ requests are under way|this client's share of \d+ requests is under way, and others wait); try again later$/,
  /^the client (?:closed the connection before the answer was complete|sent nothing that it owes, or took nothing of its answer, for \d+ ms; expected it to go on)$/,
  /^the request had not come whole after \d+ ms; expected it sooner$/,
  /^the deadline that the client had set \(grpc-timeout, \d+ ms\) passed$/,
  /^the model's schema has \d+ features, the request \d+$/,
  /^\d+ rows were asked for, \d+ answered$/,
  /^no protocol is known for this path$/,
  /^writing a row: it is longer than \d+ bytes; at most that fits in a message$/,
];

/** One that tells the name of a prediction. */
const NAMED = /^prediction "(.{0,200})" has no finite value in row \d+$/s;

/** Whether a message holds nothing that a request or its answer says. @param mayTell whether a prediction's name may be told */
export function isOwnSentence(text: string, mayTell: (name: string) => boolean): boolean {
  const name = NAMED.exec(text)?.[1];
  return name === undefined ? SENTENCES.some((sentence) => sentence.test(text)) : mayTell(name);
}

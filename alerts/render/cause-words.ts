import type { Cause } from "../../analyzers/findings/finding.ts";

/** What a named cause is called wherever people read of it: alerts' names, messages, pages. Null where the finding's own size is said instead. */
export interface CauseWords {
  /** After the column in an alert's title ("temperature in another unit"); of failures the whole of it. */
  readonly title: string | null;
  /** After the column in an alert's name ("temperature changed unit"); of failures in brackets ("requests fail (malformed)"). */
  readonly name: string | null;
  /** In a sentence, of a column from its verb on, in the present; of failures what they are put down to. */
  readonly clause: string | null;
  /** What to do now. */
  readonly advice: string;
}

/** The words of every cause. */
export const CAUSE_WORDS: Readonly<Record<Cause, CauseWords>> = {
  unitChange: {
    title: "in another unit",
    name: "changed unit",
    clause: "comes in another unit",
    advice: "ask the owner of the source what changed, and convert the column before it reaches the model.",
  },
  renamedCategory: {
    title: "has a renamed category",
    name: "renamed a category",
    clause: "has renamed categories",
    advice: "map the new name to the old one before it reaches the model.",
  },
  stuckValue: {
    title: "repeats one value",
    name: "is stuck",
    clause: "repeats one value",
    advice: "look at the source of the column: it repeats one value.",
  },
  nullSurge: {
    title: "is missing more often",
    name: "is missing more often",
    clause: "is missing more often",
    advice: "look at the source of the column: its values stopped coming.",
  },
  sentinel: {
    title: "holds a stand-in for “no value”",
    name: "holds a stand-in",
    clause: "holds a stand-in for “no value”",
    advice: "send these rows as missing, or ask the owner of the source what the number or name stands for.",
  },
  signFlip: {
    title: "with its sign turned round",
    name: "changed sign",
    clause: "comes with its sign turned round",
    advice: "ask the owner of the source what changed, and turn the sign back before it reaches the model.",
  },
  mixedSources: {
    title: "from two sources",
    name: "mixes two sources",
    clause: "comes from two sources at once",
    advice: "find out which senders differ, and bring them to one unit before they reach the model.",
  },
  duplicatedRows: {
    title: "in rows that come more than once",
    name: "has repeated rows",
    clause: "comes in rows sent more than once",
    advice: "look for a retry or a join that sends rows again; labels and averages count them more than once.",
  },
  spreadChange: {
    title: "spread otherwise",
    name: "spread otherwise",
    clause: "is spread otherwise around the same middle",
    advice: "find out what makes the values more, or less, alike; check the model on the outer ones.",
  },
  secondHump: {
    title: "has a second hump",
    name: "has a second hump",
    clause: "has a second hump",
    advice: "find out which rows make the second hump, a new group or source, and check the model on them.",
  },
  temporaryShift: {
    title: null,
    name: null,
    clause: null,
    advice: "nothing now; if it comes again, name its days so that they are judged apart.",
  },
  trueShift: {
    title: null,
    name: null,
    clause: null,
    advice: "check the model on these rows; retrain on recent data once their labels are in.",
  },
  conceptDrift: {
    title: null,
    name: null,
    clause: null,
    advice: "retrain on recent labelled data, or fall back to the last version that held.",
  },
  labelShift: {
    title: null,
    name: null,
    clause: null,
    advice: "check whether there are more of one class by now than in training; retrain on recent labelled data, or move the threshold.",
  },
  outsideTraining: {
    title: null,
    name: null,
    clause: null,
    advice: "look at who sends these rows: the model hardly knows their like; retrain once their labels are in.",
  },
  calibrationMoved: {
    title: null,
    name: null,
    clause: null,
    advice: "look at which inputs changed; retrain on recent labelled data where it lasts.",
  },
  labelOutage: {
    title: "stopped coming",
    name: "stopped coming",
    clause: "stopped coming",
    advice: "look at the source that sends labels: until they come, nobody knows whether the model is still right.",
  },
  upstreamDown: {
    title: "model server not reached",
    name: "model server not reached",
    clause: "the model server cannot be reached",
    advice: "look at the model server and the network to it; retries and a fallback keep clients going.",
  },
  malformedRequests: {
    title: "malformed requests",
    name: "malformed",
    clause: "the requests are malformed",
    advice: "look at the client that sends these requests; the examples name what is wrong with them.",
  },
  overload: {
    title: "requests refused: too many at once",
    name: "refused for overload",
    clause: "too much at once",
    advice: "add capacity, or lower the rate until the queue is empty.",
  },
};

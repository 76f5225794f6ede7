import { isIP } from "node:net";
import type { z } from "zod";
import { expectedLabel, isKnownLabel, knownClasses, normalClass } from "../collector/events/label-class.ts";
import type { ModelSchema } from "../collector/events/model-schema.ts";
import { fieldRules } from "../collector/events/privacy/field-rules.ts";
import { labelKeyRule } from "../collector/events/privacy/label-key-rule.ts";
import type { PrivacyConfig } from "../collector/events/privacy/privacy-config.ts";
import { nearest } from "./mistakes.ts";

interface Listen {
  readonly host: string;
  readonly port: number;
  readonly open: boolean;
}

/** What is looked at together. */
export interface Sections {
  readonly clickhouse: { readonly url?: string | undefined; readonly passwordFile?: string | undefined };
  readonly models: readonly ModelSchema[];
  readonly privacy: PrivacyConfig;
  readonly monitors: readonly { readonly model: string; readonly timeZone: string }[];
  /** With `models` of its own, what is declared of a model may lie beside its file. */
  readonly serving?:
    | {
        readonly models?: unknown;
        readonly capture: { readonly tags: readonly { readonly name: string }[] };
        readonly listen: Listen;
        readonly admin: Listen;
        readonly upstream?: { readonly url: string; readonly grpcUrl?: string | undefined } | undefined;
      }
    | undefined;
  readonly dashboards: { readonly listen: Listen; readonly tokenFile?: string | undefined };
}

type Report = (path: (string | number)[], message: string) => void;

/** What no section can tell by itself. */
export function checkTogether(sections: Sections, context: z.RefinementCtx): void {
  const mistake: Report = (path, message) => context.addIssue({ code: "custom", path, message });
  const { clickhouse } = sections;
  if (clickhouse.passwordFile !== undefined && clickhouse.url === undefined)
    mistake(["clickhouse", "passwordFile"], "the embedded engine has passwords of its own; expected clickhouse.url beside it, for a server");
  checkModels(sections, mistake);
  checkLabels(sections, mistake);
  checkMonitors(sections, mistake);
  checkListening(sections, mistake);
}

function checkModels({ models }: Sections, mistake: Report): void {
  const names = models.map(({ name }) => name);
  models.forEach(({ name, trainedOn = {}, features }, index) => {
    if (names.indexOf(name) !== index) mistake(["models", index, "name"], `the name "${name}" is taken; names must differ`);
    for (const [key, date] of Object.entries(trainedOn))
      if (Number.isNaN(Date.parse(date))) mistake(["models", index, "trainedOn", key], "expected a date such as 2026-01-31");
    const columns = features.map((feature) => feature.name);
    columns.forEach((column, at) => {
      if (columns.indexOf(column) !== at) mistake(["models", index, "features", at, "name"], `the name "${column}" is taken; names must differ`);
    });
  });
}

/** Keys of labels that rows do not keep, or keep too little of; an assumed label that is none. */
function checkLabels({ models, privacy, serving }: Sections, mistake: Report): void {
  const tags = (serving?.capture.tags ?? []).map(({ name }) => name);
  models.forEach((model, index) => {
    const rules = fieldRules(privacy, model.name, model, tags);
    const { assume, map = {}, positiveFrom } = model.labels ?? {};
    if (model.task !== "binary" && (model.labels?.map ?? positiveFrom) !== undefined)
      mistake(["models", index, "labels", positiveFrom === undefined ? "map" : "positiveFrom"], `goes with task: binary; "${model.name}" is ${model.task}`);
    const { positives, others } = knownClasses(model);
    for (const [word, meant] of Object.entries(map))
      if (others !== null && ![...positives, ...others].includes(normalClass(meant)))
        mistake(
          ["models", index, "labels", "map", word],
          `"${meant}" is no class of ${model.name}; expected ${expectedLabel({ ...model, labels: undefined })}`,
        );
    if (assume !== undefined && isKnownLabel(model, assume.label) === false)
      mistake(["models", index, "labels", "assume", "label"], `"${assume.label}" is no label of ${model.name}; expected ${expectedLabel(model)}`);
    for (const name of model.labels?.key ?? [])
      if (labelKeyRule(privacy, rules, name, { features: model.features, tags }) === "lost")
        mistake(
          ["models", index, "labels", "key"],
          `rows keep too little of "${name}" to be found by it (privacy); expected a rule of action: hash or keep for it`,
        );
  });
}

function checkMonitors({ models, monitors, serving }: Sections, mistake: Report): void {
  const names = models.map(({ name }) => name);
  const watched = monitors.map(({ model }) => model);
  monitors.forEach(({ model, timeZone }, index) => {
    if (watched.indexOf(model) !== index) mistake(["monitors", index, "model"], `the model "${model}" has a monitor already; expected one monitor a model`);
    if (!names.includes(model) && !serving?.models) mistake(["monitors", index, "model"], undeclared(model, names));
    if (!isTimeZone(timeZone)) mistake(["monitors", index, "timeZone"], noTimeZone(timeZone));
  });
}

/** Addresses that cannot be had together, that lead back to the sidecar itself, or that anyone could use. */
function checkListening({ serving, dashboards }: Sections, mistake: Report): void {
  const addresses: readonly (readonly [string, string, Listen])[] = [
    ...(serving === undefined
      ? []
      : ([
          ["serving", "listen", serving.listen],
          ["serving", "admin", serving.admin],
        ] as const)),
    ["dashboards", "listen", dashboards.listen],
  ];
  addresses.forEach(([section, key, listen], index) => {
    const same = addresses.slice(0, index).find(([, , other]) => clash(other, listen));
    if (same !== undefined) mistake([section, key, "port"], `${listen.port} is ${same[0]}.${same[1]}.port too; ports must differ`);
    if (!isLoopback(listen.host) && !listen.open && !(section === "dashboards" && dashboards.tokenFile !== undefined))
      mistake([section, key, "host"], `whoever reaches ${listen.host} could use it; expected ${remedy(section, key)}`);
  });
  for (const key of ["url", "grpcUrl"] as const) {
    const address = serving?.upstream?.[key];
    if (serving !== undefined && address !== undefined && leadsTo(address, serving.listen))
      mistake(["serving", "upstream", key], "this is the sidecar's own address (serving.listen); expected the model server's");
  }
}

function remedy(section: string, key: string): string {
  const token = section === "dashboards" ? "dashboards.tokenFile, " : "";
  return `127.0.0.1, ${token}or ${section}.${key}.open: true where something before it asks who comes`;
}

function clash(a: Listen, b: Listen): boolean {
  return a.port !== 0 && a.port === b.port && (a.host === b.host || isEvery(a.host) || isEvery(b.host) || (isLoopback(a.host) && isLoopback(b.host)));
}

function leadsTo(url: string, listen: Listen): boolean {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const same = Number(port === "" ? (protocol === "https:" ? 443 : 80) : port) === listen.port && listen.port !== 0;
  return same && (host === listen.host || (isLoopback(host) && (isLoopback(listen.host) || isEvery(listen.host))));
}

function isEvery(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

/** Whether only this machine reaches a host. */
function isLoopback(host: string): boolean {
  return host === "localhost" || (isIP(host) === 4 && host.startsWith("127.")) || host === "::1";
}

function undeclared(model: string, names: readonly string[]): string {
  return `nothing is declared of the model "${model}"; it must be one of models, which has: ${names.join(", ") || "none"}`;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "" && /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

function noTimeZone(name: string): string {
  const near = nearest(name, Intl.supportedValuesOf("timeZone"));
  return `got "${name}", expected an IANA time zone such as ${near ?? "Europe/Berlin"}`;
}

import { SEVERITIES, type AnalyzerName, type Cause, type Finding, type Severity, type Verdict } from "./finding.ts";

/** Windows without a material finding after which an episode is over. */
const QUIET_WINDOWS: Readonly<Record<AnalyzerName, number>> = { drift: 3, decay: 1, errors: 1, load: 1 };
/** A shift of the world comes and goes for days before it stays, as spring does. */
const QUIET_WINDOWS_OF_TRUE_SHIFT = 7;

/** What went wrong with one subject, from its first to its last bad window. Times are epoch milliseconds. */
export interface Episode {
  readonly analyzer: AnalyzerName;
  readonly model: string;
  readonly subject: string;
  /** The worst finding's. */
  readonly verdict: Verdict;
  /** The cause named most often, of equals the one named first; null when none was. A shift that is over, and whose end a finding called so, was temporary. */
  readonly cause: Cause | null;
  readonly since: number;
  /** End of the last bad window; null while it is still open. */
  readonly until: number | null;
  readonly severity: Severity;
  /** The most severe finding, of those the one with the largest effect, of equals the first. */
  readonly worst: Finding;
  readonly summary: string;
}

/**
 * Merges findings into episodes, oldest first: material findings that are not ok, of one model, analyzer and subject, with few other windows between them: under three of drift, seven of a true shift, none of the others.
 * A window of noData neither starts nor ends anything. Only what was judged by `now` counts.
 */
export function episodesOf(findings: readonly Finding[], now: number): readonly Episode[] {
  const subjects = Map.groupBy(
    findings.filter((finding) => finding.judgedTime <= now && finding.verdict !== "noData"),
    (finding) => JSON.stringify([finding.model, finding.analyzer, finding.subject]),
  );
  const episodes = [...subjects.values()].flatMap((ofSubject) => subjectEpisodes(ofSubject.toSorted((a, b) => a.windowStart - b.windowStart)));
  return episodes.sort((a, b) => a.since - b.since);
}

function subjectEpisodes(findings: readonly Finding[]): readonly Episode[] {
  const episodes: Episode[] = [];
  let bad: Finding[] = [];
  let quiet = 0;
  let temporary = false;
  for (const finding of findings) {
    if (isBad(finding)) {
      bad.push(finding);
      quiet = 0;
      temporary = false;
    } else {
      quiet += 1;
      temporary ||= finding.cause === "temporaryShift";
    }
    if (bad.length > 0 && quiet >= quietWindows(finding.analyzer, bad)) {
      episodes.push(over(episode(bad, true), temporary));
      bad = [];
    }
  }
  return bad.length > 0 ? [...episodes, episode(bad, false)] : episodes;
}

/** A shift that ended at once and is over is called temporary. */
function over(ended: Episode, temporary: boolean): Episode {
  return temporary && (ended.cause === null || ended.cause === "trueShift") ? { ...ended, cause: "temporaryShift" } : ended;
}

function quietWindows(analyzer: AnalyzerName, bad: readonly Finding[]): number {
  return commonestCause(bad) === "trueShift" ? QUIET_WINDOWS_OF_TRUE_SHIFT : QUIET_WINDOWS[analyzer];
}

/** Whether a finding is one that alerts: material, and neither ok nor noData. */
export function isBad(finding: Pick<Finding, "verdict" | "material">): boolean {
  return finding.material && finding.verdict !== "ok" && finding.verdict !== "noData";
}

function episode(bad: readonly Finding[], isOver: boolean): Episode {
  const worst = bad.reduce((a, b) => (compareBadness(b, a) > 0 ? b : a));
  const { analyzer, model, subject, verdict, severity, summary } = worst;
  const since = Math.min(...bad.map((finding) => finding.windowStart));
  const until = isOver ? Math.max(...bad.map((finding) => finding.windowEnd)) : null;
  return { analyzer, model, subject, verdict, cause: commonestCause(bad), since, until, severity, worst, summary };
}

function compareBadness(a: Finding, b: Finding): number {
  const bySeverity = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  return bySeverity !== 0 ? bySeverity : Math.abs(a.effect?.value ?? 0) - Math.abs(b.effect?.value ?? 0);
}

function commonestCause(findings: readonly Finding[]): Cause | null {
  const named = Map.groupBy(
    findings.flatMap((finding) => finding.cause ?? []),
    (cause) => cause,
  );
  return [...named].reduce<readonly [Cause | null, number]>((best, [cause, times]) => (times.length > best[1] ? [cause, times.length] : best), [null, 0])[0];
}

import type { DriftMethod } from "../method.ts";
import andersonDarling from "../methods/anderson-darling.ts";
import cramerVonMises from "../methods/cramer-von-mises.ts";
import energy from "../methods/energy.ts";
import eppsSingleton from "../methods/epps-singleton.ts";
import fisherExact from "../methods/fisher-exact.ts";
import kolmogorovSmirnov from "../methods/kolmogorov-smirnov.ts";
import { jensenShannonDistance, stabilityIndex } from "../two-sample/shares.ts";
import { type Convention, type ConventionMethod, pAtMost, pBelow, statisticAbove, statisticFrom } from "./convention.ts";
import { evidentlyShares, filled } from "./evidently-bins.ts";
import { evidentlyHellinger } from "./evidently-hellinger.ts";
import { evidentlyTotalVariation } from "./evidently-total-variation.ts";
import { kullbackLeibler, mannWhitney, oneSampleChiSquare, oneSampleG, studentTest, wasserstein, zTest } from "./evidently-tests.ts";

/** A method that both compute alike. */
const asOurs = (method: DriftMethod): Pick<ConventionMethod, "compare"> => ({ compare: (reference, current) => method.compare(reference, current) });

/** Evidently 0.7's value drift: its bins, fills, one-sample and one-sided tests, and its fixed thresholds. Its MMD is a multivariate method here. */
export const evidently = {
  "kolmogorov-smirnov": { ...asOurs(kolmogorovSmirnov), peerName: "ks", threshold: 0.05, drifted: pAtMost },
  "anderson-darling": { ...asOurs(andersonDarling), peerName: "anderson", threshold: 0.1, drifted: pBelow },
  "cramer-von-mises": { ...asOurs(cramerVonMises), peerName: "cramer_von_mises", threshold: 0.1, drifted: pAtMost },
  "epps-singleton": { ...asOurs(eppsSingleton), peerName: "es", threshold: 0.05, drifted: pBelow },
  "fisher-exact": { ...asOurs(fisherExact), peerName: "fisher_exact", threshold: 0.1, drifted: pBelow },
  energy: { ...asOurs(energy), peerName: "ed", threshold: 0.1, drifted: statisticAbove },
  "mann-whitney": { peerName: "mannw", threshold: 0.05, drifted: pBelow, compare: mannWhitney },
  "welch-t": { peerName: "t_test", threshold: 0.05, drifted: pBelow, compare: studentTest },
  "chi-square": { peerName: "chisquare", threshold: 0.05, drifted: pBelow, compare: oneSampleChiSquare },
  "g-test": { peerName: "g_test", threshold: 0.1, drifted: pBelow, compare: oneSampleG },
  "z-test": { peerName: "z", threshold: 0.05, drifted: pBelow, compare: zTest },
  "total-variation": { peerName: "TVD", threshold: 0.1, drifted: pBelow, compare: evidentlyTotalVariation },
  wasserstein: { peerName: "wasserstein", threshold: 0.1, drifted: statisticFrom, compare: wasserstein },
  hellinger: { peerName: "hellinger", threshold: 0.1, drifted: statisticFrom, compare: evidentlyHellinger },
  psi: {
    peerName: "psi",
    threshold: 0.1,
    drifted: statisticFrom,
    compare: (reference, current, details) => ({ statistic: stabilityIndex(filled(evidentlyShares(reference, current, details))), pValue: null }),
  },
  "kullback-leibler": { peerName: "kl_div", threshold: 0.1, drifted: statisticFrom, compare: kullbackLeibler },
  "jensen-shannon": {
    peerName: "jensenshannon",
    threshold: 0.1,
    drifted: statisticFrom,
    compare: (reference, current, details) => ({
      statistic: jensenShannonDistance(evidentlyShares(reference, current, details)) * Math.sqrt(Math.LN2),
      pValue: null,
    }),
  },
} as const satisfies Convention;

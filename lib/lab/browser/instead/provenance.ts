// Stands in for base/provenance.ts: what a page knows about the machine it runs on.
import type { Provenance } from "../../../base/provenance.js";

export function provenance(): Provenance {
  return {
    version: "lab",
    commit: "unknown",
    node: "none",
    platform: "browser",
    machine: `${navigator.hardwareConcurrency} threads, ${navigator.userAgent}`,
    packages: {},
    lockfile: "",
    date: new Date().toISOString(),
  };
}

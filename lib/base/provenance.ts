import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { inPackage } from "./files.js";
import { sha256 } from "./hash.js";

/** Where a number came from, in enough detail to reproduce it. */
export interface Provenance {
  /** Version of this package. */
  readonly version: string;
  /** Commit of the clone, followed by `+changes` if tracked files were modified; `unknown` outside a git clone. */
  readonly commit: string;
  readonly node: string;
  readonly platform: string;
  readonly machine: string;
  /** Exact versions, from the lockfile, of the direct dependencies that can affect results. */
  readonly packages: Readonly<Record<string, string>>;
  /** First 12 digits of the SHA-256 of package-lock.json. */
  readonly lockfile: string;
  /** Time of the call, in ISO 8601. */
  readonly date: string;
}

/** Packages whose version can change a number or a figure. */
const packagesThatCompute = [
  "@tensorflow/tfjs",
  "onnxruntime-node",
  "arquero",
  "danfojs-node",
  "plotly.js",
  "tslab",
];

/** Collects versions, commit and machine of this run. */
export function provenance(): Provenance {
  const lock = readFileSync(inPackage("package-lock.json"), "utf8");
  const { version, packages } = JSON.parse(lock) as {
    version: string;
    packages: Record<string, { version?: string }>;
  };
  const [processor] = cpus();
  return {
    version,
    commit: commit(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    machine: `${cpus().length} × ${processor?.model.trim() || "unknown processor"}`,
    packages: Object.fromEntries(
      packagesThatCompute.flatMap((name) => {
        const found = packages[`node_modules/${name}`]?.version;
        return found === undefined ? [] : [[name, found]];
      }),
    ),
    lockfile: sha256(lock).slice(0, 12),
    date: new Date().toISOString(),
  };
}

function commit(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync("git", args, {
        cwd: inPackage(),
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }).trim();
    const head = git("rev-parse", "--short=12", "HEAD");
    return git("status", "--porcelain", "--untracked-files=no") === "" ? head : `${head}+changes`;
  } catch {
    return "unknown";
  }
}

/** Provenance and a run's settings as rows of a table, e.g. for the end of a notebook. */
export function provenanceRows(
  settings: Readonly<Record<string, string | number>> = {},
): { readonly what: string; readonly value: string }[] {
  const { version, commit, node, platform, machine, packages, lockfile, date } = provenance();
  const named = {
    "clip-robustness": `${version}, commit ${commit}`,
    "Node.js": `${node} on ${platform}`,
    machine,
    packages: Object.entries(packages)
      .map(([name, found]) => `${name} ${found}`)
      .join(", "),
    lockfile,
    ...settings,
    date,
  };
  return Object.entries(named).map(([what, value]) => ({ what, value: String(value) }));
}

import { spawnSync } from "node:child_process";
import { inPackage } from "../../lib/base/files.js";

/** Calls the command line as a process and waits for its end. */
export function command(...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [inPackage("dist", "lib", "cli", "main.js"), ...args],
    { encoding: "utf8" },
  );
  return { code: status, stdout, stderr };
}

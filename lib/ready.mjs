// @ts-check
// Makes a clone ready to run: dependencies installed, TypeScript compiled, the package linked under its own
// name. Plain JavaScript without dependencies, because it runs before anything is installed or compiled.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packageName = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).name;

/** Modification time in ms, or -Infinity for what is not there. */
const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : Number.NEGATIVE_INFINITY);

/** Newest modification time of the TypeScript files below a folder. */
function newestSource(folder) {
  let newest = modified(folder); // a deleted file changes its folder
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) newest = Math.max(newest, newestSource(path));
    else if (/\.c?ts$/.test(entry.name)) newest = Math.max(newest, modified(path));
  }
  return newest;
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function run(command, args, shell = false) {
  // Output goes to stderr: stdout belongs to the command this prepares for.
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2], shell });
  if (error || status !== 0) {
    say(`${command} ${args.join(" ")} failed${error ? `: ${error.message}` : ` with exit code ${status}`}`);
    process.exit(status || 1);
  }
}

function install() {
  const installed = modified(join(root, "node_modules", ".package-lock.json"));
  const locked = modified(join(root, "package-lock.json"));
  if (installed >= locked) return;
  const reason = Number.isFinite(installed)
    ? "node_modules is older than package-lock.json"
    : "no node_modules yet";
  say(`Installing dependencies with npm ci (${reason}) ...`);
  const started = Date.now();
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], process.platform === "win32");
  say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

function linkSelf() {
  // Notebooks import the package by name; TypeScript inside tslab does not read `exports`, so a link it is.
  const link = join(root, "node_modules", packageName);
  if (existsSync(join(link, "package.json"))) return;
  rmSync(link, { force: true, recursive: true });
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(process.platform === "win32" ? root : "..", link, "junction");
}

function compile() {
  const built = modified(join(root, "dist", "lib", "index.js"));
  const newest = Math.max(
    newestSource(join(root, "lib")),
    existsSync(join(root, "test")) ? newestSource(join(root, "test")) : 0,
    modified(join(root, "tsconfig.json")),
    modified(join(root, "node_modules", ".package-lock.json")),
  );
  if (built >= newest) return;
  say("Compiling lib/ and test/ ...");
  rmSync(join(root, "dist"), { recursive: true, force: true }); // a renamed file must not live on as JavaScript
  run(process.execPath, [
    join(root, "node_modules", "typescript", "bin", "tsc"),
    "--project",
    join(root, "tsconfig.json"),
  ]);
}

// npm runs this as its own `prepare` step while it installs: then the first part is under way already.
if (process.env.npm_lifecycle_event !== "prepare") install();
linkSelf();
compile();

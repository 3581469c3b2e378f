// `--watch` as a process, on the real kernel.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inPackage } from "../../lib/base/files.js";
import { formatNotebook, parseNotebook } from "../../lib/notebook/nbformat.js";
import { launchBrowser, noBrowser as skip } from "../notebook/chromium.js";
import { makeNotebook, streamText } from "../notebook/makeNotebook.js";
import { command } from "./commandProcess.js";

const folder = mkdtempSync(join(tmpdir(), "watch-"));
const started: ChildProcess[] = [];
after(() => {
  for (const child of started) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string) => join(folder, name);

/** The command, its messages so far, and waiting for one that comes after what was seen before. */
function start(...args: string[]) {
  const child = spawn(process.execPath, [inPackage("dist", "lib", "cli", "main.js"), ...args]);
  started.push(child);
  let text = "";
  let seen = 0;
  child.stderr.on("data", (chunk) => {
    text += chunk;
  });
  const next = async (pattern: RegExp): Promise<string> => {
    for (const end = Date.now() + 60_000; Date.now() < end; await sleep(20)) {
      const found = pattern.exec(text.slice(seen));
      if (!found) continue;
      const before = text.slice(seen, seen + found.index + found[0].length);
      seen += before.length;
      return before;
    }
    throw new Error(`${pattern} did not come:\n${text.slice(seen)}`);
  };
  return { child, next };
}

const save = (name: string, ...sources: string[]) =>
  writeFileSync(at(name), formatNotebook(makeNotebook(sources)));

const printed = (name: string) =>
  parseNotebook(readFileSync(at(name), "utf8"), name).cells.map((cell) =>
    cell.cell_type === "code" ? streamText(cell.outputs).trim() : "",
  );

function load(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(url, resolve).on("error", reject));
}

async function textOf(url: string): Promise<string> {
  let text = "";
  for await (const chunk of await load(url)) text += chunk;
  return text;
}

/** Reads of an open stream until it holds a word. */
async function hear(stream: IncomingMessage, word: string): Promise<void> {
  let text = "";
  while (!text.includes(word)) {
    const [chunk] = await once(stream, "data", { signal: AbortSignal.timeout(60_000) });
    text += chunk;
  }
}

test("a save runs the changed cell and those after it, and the open page reloads; Ctrl-C ends all", async () => {
  const first = "const start = Date.now();\nconsole.log(process.pid, start);";
  save("a.ipynb", first, "let word = 'one';\nconsole.log(word);", "console.log(word, 'again');");
  const { child, next } = start("run", at("a.ipynb"), "--watch", "--output", at("a.out.ipynb"));
  const url = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+\//.exec(await next(/http:\S+/))![0];
  await next(/done in/);
  const events = await load(`${url}events`);
  const before = printed("a.out.ipynb");
  assert.deepEqual(before.slice(1), ["one", "one again"]);
  const page = await textOf(url);
  assert.match(page, /one again/);
  assert.match(page, /connect-src 'self'/);

  save("a.ipynb", first, "let word = 'two';\nconsole.log(word);", "console.log(word, 'again');");
  await Promise.all([hear(events, "data: reload"), next(/done in/)]);
  assert.deepEqual(
    printed("a.out.ipynb"),
    [before[0], "two", "two again"],
    "cell 1 kept its output and its variables",
  );
  assert.match(await textOf(url), /two again/);

  save("a.ipynb", first, "let word = 'two';\nconsole.log(word);", "console.log(word, start);");
  assert.match(await next(/done in/), /^(?!.*cell [12]\/3)[\s\S]*cell 3\/3/);
  assert.deepEqual(printed("a.out.ipynb"), [before[0], "two", `two ${before[0]!.split(" ")[1]}`]);

  writeFileSync(at("a.ipynb"), '{"cells": [');
  await next(/error: .*a\.ipynb: not JSON/);

  save("a.ipynb", first, "throw new Error('oh no');", "console.log('never');");
  await next(/failed after/);
  assert.match(await textOf(url), /oh no/);
  save("a.ipynb", first, "console.log('well');", "console.log('now');");
  assert.match(await next(/done in/), /cell 2\/3[\s\S]*cell 3\/3/);
  assert.deepEqual(printed("a.out.ipynb"), [before[0], "well", "now"]);

  child.kill("SIGINT");
  const [code] = await once(child, "exit");
  assert.equal(code, 0);
  const pid = Number(before[0]!.split(" ")[0]);
  assert.throws(() => process.kill(pid, 0), { code: "ESRCH" }, "the kernel is gone");
  await assert.rejects(load(url), { code: "ECONNREFUSED" });
});

test("in a browser: a save reloads the open page, at the place it was read", { skip }, async (t) => {
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const tall = "for (let line = 0; line < 200; line++) console.log('line', line);";
  save("page.ipynb", "console.log('ran', process.hrtime.bigint());", tall, "console.log('one');");
  const { child, next } = start("run", at("page.ipynb"), "--watch");
  const url = /http:\S+\//.exec(await next(/http:\S+/))![0];
  await next(/done in/);
  const page = await browser.newPage({ viewport: { width: 1000, height: 600 } });
  const elsewhere: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(url)) elsewhere.push(request.url());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(url);
  const ran = () => page.locator(".output").first().innerText();
  const first = await ran();
  assert.match(first, /^ran \d+n\s*$/);
  const last = page.locator(".output").last();
  await last.scrollIntoViewIfNeeded();
  assert.equal((await last.innerText()).trim(), "one");

  save("page.ipynb", "console.log('ran', process.hrtime.bigint());", tall, "console.log('two');");
  await page.getByText("two", { exact: true }).waitFor({ timeout: 60_000 });
  assert.equal(await ran(), first, "the first cell did not run again");
  await page.waitForFunction("scrollY > 0");

  // Nothing else is there for a page, with or without the token: neither the notebook nor its folder.
  for (const path of [
    "/",
    "/page.ipynb",
    `${new URL(url).pathname}page.ipynb`,
    `${new URL(url).pathname}..%2f`,
  ]) {
    const response = await page.request.get(new URL(path, url).href);
    assert.ok([403, 404].includes(response.status()), `${path}: ${response.status()}`);
  }
  assert.deepEqual(elsewhere, []);
  assert.deepEqual(complaints, []);
  child.kill("SIGINT");
  assert.equal((await once(child, "exit"))[0], 0);
});

test("a save during a cell stops it; Ctrl-C during a cell too", async () => {
  save(
    "b.ipynb",
    "console.log('kept');",
    "console.log('busy'); await new Promise(() => setInterval(() => {}, 1000));",
  );
  const { child, next } = start(
    "run",
    at("b.ipynb"),
    "--watch",
    "--log-output",
    "--output",
    at("b.out.ipynb"),
  );
  await next(/busy/);
  save("b.ipynb", "console.log('kept');", "console.log('quick');");
  await next(/done in/);
  assert.deepEqual(printed("b.out.ipynb"), ["kept", "quick"]);
  save("b.ipynb", "console.log('kept');", "console.log('endless'); for (;;);");
  await next(/endless/);
  child.kill("SIGINT");
  assert.deepEqual((await once(child, "exit"))[0], 0);
});

test("export --watch writes and serves again at each save; what does not go together is said", async () => {
  save("c.ipynb", "1 + 1");
  const { child, next } = start("export", at("c.ipynb"), "--out", at("c.html"), "--watch");
  const url = /http:\S+\//.exec(await next(/http:\S+/))![0];
  await next(/c\.html \(/);
  save("c.ipynb", "'something else'");
  await next(/c\.html \(/);
  assert.match(readFileSync(at("c.html"), "utf8"), /something else/);
  assert.doesNotMatch(
    readFileSync(at("c.html"), "utf8"),
    /EventSource/,
    "the file is a report like any other",
  );
  assert.match(await textOf(url), /something else[\s\S]*EventSource/);
  child.kill("SIGINT");
  assert.equal((await once(child, "exit"))[0], 0);
  for (const args of [
    ["export", at("c.ipynb"), "--to", "markdown", "--watch", "--out", at("c.md")],
    ["run", at("c.ipynb"), "--watch", "--json"],
    ["run", at("c.ipynb"), "--watch", "--start-from", "1"],
  ]) {
    const { code, stderr } = command(...args);
    assert.equal(code, 2);
    assert.match(stderr, /^error: --watch: .*\n$/);
  }
});

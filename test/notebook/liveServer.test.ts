import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import { serveLive } from "../../lib/notebook/liveServer.js";

interface Answer {
  readonly status: number | undefined;
  readonly text: string;
}

/** Paths as given: fetch and URL would resolve `..` before they are sent. */
function ask(url: string, path: string, options: { host?: string; method?: string } = {}): Promise<Answer> {
  const { hostname, port, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request(
      { hostname, port, path, method: options.method ?? "GET", headers: { host: options.host ?? host } },
      (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode, text }));
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}

test("only the page and its events are reachable, with the token, by the address's own name", async (t) => {
  const server = await serveLive(async () => "<p>the page</p>");
  t.after(() => server.close());
  const { pathname, port, hostname } = new URL(server.url);
  assert.equal(hostname, "127.0.0.1");
  assert.ok(pathname.length > 30, "the token cannot be guessed");
  assert.deepEqual(await ask(server.url, pathname), { status: 200, text: "<p>the page</p>" });
  const refused: readonly [string, { host?: string; method?: string }, number][] = [
    ["/", {}, 403],
    ["/events", {}, 403],
    [`${pathname.slice(0, -2)}x/`, {}, 403],
    [`/${"é".repeat(16)}/`.replaceAll("é", "%C3%A9"), {}, 403],
    [`/..${pathname}`, {}, 403],
    [`${pathname}../../etc/passwd`, {}, 404],
    [`${pathname}package.json`, {}, 404],
    [pathname, { host: `evil.example:${port}` }, 403],
    [pathname, { host: "evil.example" }, 403],
    [pathname, { host: "127.0.0.1" }, 403],
    [`${pathname}events`, { host: "evil.example" }, 403],
    [pathname, { method: "POST" }, 405],
    [`http://evil.example${pathname}`, {}, 403],
  ];
  for (const [path, options, status] of refused) {
    const answer = await ask(server.url, path, options);
    assert.equal(answer.status, status, `${path} ${JSON.stringify(options)}`);
    assert.doesNotMatch(answer.text, /the page|root:/);
  }
});

test("a page that cannot be made is an answer; the server goes on", async (t) => {
  let works = false;
  const server = await serveLive(async () => {
    if (!works) throw new Error("no page yet");
    return "page";
  });
  t.after(() => server.close());
  const { pathname } = new URL(server.url);
  assert.deepEqual(await ask(server.url, pathname), { status: 500, text: "no page yet\n" });
  works = true;
  assert.equal((await ask(server.url, pathname)).text, "page");
});

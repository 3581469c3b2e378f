// The lab's page in Firefox, from disk, with small icons in place of the corpus.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Firefox, noFirefox } from "./firefox.js";
import { smallPages } from "./smallPage.js";

const skip = noFirefox;
const patience = 240_000;
const folder = mkdtempSync(join(tmpdir(), "lab-firefox-"));
const addressOf = (file: string) => pathToFileURL(join(folder, file)).href;
let firefox: Firefox;

before(
  async () => {
    if (!skip) firefox = await Firefox.launch(join(folder, "home"));
  },
  { timeout: patience },
);
test.after(async () => {
  await firefox?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

test("errors and requests of a page are noticed", { skip }, async () => {
  const policy = "default-src 'none'; script-src 'unsafe-inline'; img-src http:";
  writeFileSync(
    join(folder, "faulty.html"),
    `<meta http-equiv="Content-Security-Policy" content="${policy}"><script>
console.error("written"); setTimeout(() => { throw new Error("thrown") }); fetch("http://127.0.0.1:65535/").catch(() => {});
</script><img src="http://127.0.0.1:65535/picture" onerror="document.title = 'asked'">`,
  );
  await firefox.goto(addressOf("faulty.html"));
  await firefox.until("document.title === 'asked'", patience);
  await firefox.until("true", patience); // a turn, so that all entries have arrived
  assert.match(
    firefox.faults.join("\n"),
    /(?=.*written)(?=.*thrown)(?=.*refused: connect-src http:\/\/127)/s,
  );
  assert.deepEqual(firefox.requests, ["http://127.0.0.1:65535/picture"]);
});

test("in Firefox a run trains from disk, lands on the plane and answers questions, without a request", {
  skip,
}, async () => {
  const [html] = await smallPages({});
  writeFileSync(join(folder, "lab.html"), html!);
  firefox.faults.length = 0;
  firefox.requests.length = 0;
  await firefox.goto(`${addressOf("lab.html")}#icons=200&steps=20&network=cnn+4&lesson=clip`);
  await firefox.until("!document.querySelector('#lab').hidden", patience);
  const dots = await firefox.evaluate<number>("document.querySelectorAll('#plane circle').length");
  await firefox.click("#setup button.main");
  await firefox.until("document.querySelector('#ask-1')", patience);
  const text = await firefox.evaluate<string>("document.querySelector('#runs-body').innerText");
  assert.match(text, /prompts: pictograms/);
  assert.match(text, /trained in \d+ s on 48 icons/);
  assert.match(text, /[+−]\d+\.\d \[[+−]\d+\.\d, [+−]\d+\.\d\]/);
  assert.ok(
    (await firefox.evaluate<number>("document.querySelectorAll('#plane circle').length")) >= dots + 2,
  );

  await firefox.click("#ask-1");
  await firefox.evaluate("document.querySelector('#ask-names').value = 'disc\\nframe\\npole'");
  await firefox.drag("#draw", [
    [0.2, 0.2],
    [0.8, 0.3],
    [0.5, 0.8],
  ]);
  await firefox.until("document.querySelectorAll('#ask-answer li').length === 3", patience);
  const answer = await firefox.evaluate<string>("document.querySelector('#ask-answer').innerText");
  assert.match(answer, /(?=.*disc)(?=.*frame)(?=.*pole)(?=.*cosine −?-?\d\.\d\d)/s);

  assert.deepEqual(firefox.faults, []);
  assert.deepEqual(
    firefox.requests.filter((url) => !/^(blob|data):/.test(url)),
    [],
  );
});

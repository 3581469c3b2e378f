import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { attribution } from "../../../lib/corpus/build/attribution.js";
import { buildCorpus } from "../../../lib/corpus/build/build.js";
import { builtFiles, readManifest } from "../../../lib/corpus/build/manifest.js";
import { splitNames, testSplits } from "../../../lib/corpus/build/splits.js";
import { recordOf, verifyCorpus } from "../../../lib/corpus/build/verify.js";
import { checkBuildTarget } from "../../../lib/corpus/buildTarget.js";
import { Pack } from "../../../lib/corpus/images/pack.js";
import { Renderer } from "../../../lib/corpus/images/render.js";
import { drawSheets, sampleLabelled } from "../../../lib/corpus/read/contactSheet.js";
import { iconsNamed, iconsOfClasses, randomIcons } from "../../../lib/corpus/read/iconExamples.js";
import { findLeaks, printsOfIcons, printsOfSplit, printsOfTests } from "../../../lib/corpus/read/leaks.js";
import { openCorpus } from "../../../lib/corpus/read/openCorpus.js";
import { readRemovals } from "../../../lib/corpus/read/removals.js";
import { readIconSet } from "../../../lib/corpus/sets/iconSet.js";
import { smallCorpus, smallSources } from "../smallCorpus.js";

const place = await mkdtemp(join(tmpdir(), "corpus-"));
after(() => rm(place, { recursive: true }));
const folder = join(place, "whole");
const manifest = await buildCorpus({ folder, ...smallCorpus, threads: 2 });

test("the folder contains exactly the files of the manifest, and all are intact", async () => {
  const files = [...builtFiles(manifest).map(({ file }) => file), "manifest.json"].sort();
  assert.deepEqual((await readdir(folder)).sort(), files);
  const { faults, asRecorded } = await verifyCorpus(folder);
  assert.deepEqual(faults, []);
  assert.equal(asRecorded, undefined); // the record is of the whole corpus
  assert.deepEqual(await readManifest(folder), JSON.parse(JSON.stringify(manifest)));
});

test("the counts of funnel, splits and sets agree", () => {
  const { funnel, splits, sources, removals } = manifest;
  const published = sources.reduce((sum, source) => sum + source.published, 0);
  assert.equal(
    published,
    Object.values(funnel).reduce((sum, { published = 0 }) => sum + published, 0),
  );
  assert.equal(
    sources.reduce((sum, source) => sum + source.used, 0),
    splitNames.reduce((sum, name) => sum + splits[name].icons, 0),
  );
  // Some labelled icons of the pool are held out for its test.
  const heldOut = splits.webTest.icons;
  assert.ok(heldOut > 0);
  assert.equal(funnel.web.clean! + funnel["web, caption only"].clean!, splits.web.icons + heldOut);
  assert.equal(funnel.web.clean, splits.web.labelled + heldOut);
  assert.ok(removals.distinct > 0 && removals.apart > 0);
});

test("the picture, name and label in each row of a split belong to the same icon", async () => {
  const corpus = await openCorpus(folder);
  const renderer = await Renderer.start();
  const test = corpus.split("test");
  assert.equal(test.count, test.ids.length);
  const large = test.images(64);
  const small = test.images();
  assert.equal(large.length, test.count * 64 * 64 * 3);
  assert.equal(small.length, test.count * 32 * 32 * 3);
  for (let row = 0; row < test.count; row += 7) {
    const set = test.sets[row]!;
    const { candidates, drawings } = readIconSet(smallSources.find((source) => source.set === set)!);
    const at = candidates.findIndex(({ id }) => id === test.ids[row]);
    const rendering = await renderer.render(drawings[at]!);
    assert.ok(rendering.kind === "picture");
    const { planes, channels } = rendering.picture;
    const expected = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) =>
      channels === 1 ? planes[Math.floor(i / 3)]! : planes[(i % 3) * 4096 + Math.floor(i / 3)]!,
    );
    assert.deepEqual(large.slice(row * 12288, (row + 1) * 12288), expected);
    const corner = (expected[0]! + expected[3]! + expected[192]! + expected[195]! + 2) >> 2;
    assert.equal(small[row * 3072], corner);
    assert.equal(test.captions[row]!.title, candidates[at]!.name.replaceAll("-", " "));
    assert.ok(test.labels[row]! >= 0 && test.labels[row]! < corpus.classes.length);
  }
});

test("a shift's in-distribution counterpart has exactly the shift's classes", async () => {
  const corpus = await openCorpus(folder);
  for (const shift of ["matched", "contexts"] as const) {
    const classes = new Set(manifest.shiftClasses[shift]);
    if (shift === "matched") assert.ok(classes.size > 0);
    const { labels } = corpus.split("test");
    const rows = new Set(corpus.rowsOfShift("test", shift));
    for (const [row, label] of labels.entries())
      assert.equal(rows.has(row), classes.has(corpus.classes[label]!));
    assert.equal(corpus.rowsOfShift(shift, shift).length, corpus.split(shift).count);
  }
});

test("unknown splits and missing sizes are rejected", async () => {
  const corpus = await openCorpus(folder);
  assert.throws(() => corpus.split("tset" as "test"), {
    message: /no split "tset"; expected one of train, /,
  });
  assert.throws(() => corpus.split("web").images(64), { message: "split web has no images of 64 pixels" });
  await assert.rejects(openCorpus(join(place, "none")), {
    name: "InputError",
    message: /no such file; run .*corpus build/,
  });
});

test("an up-to-date corpus is not rebuilt; changed, truncated and missing files are named and rebuilt", async () => {
  const before = recordOf(manifest);
  const steps: string[] = [];
  const again = () =>
    buildCorpus({ folder, ...smallCorpus, threads: 2, progress: (step) => steps.push(step) });
  await again();
  assert.equal(steps.length, 0);

  const [changed, cut, missing] = ["test-32.pack", "train-64.pack", "removals.json"].map((file) =>
    join(folder, file),
  );
  const bytes = await readFile(changed!);
  bytes[bytes.length - 100]! ^= 4;
  await writeFile(changed!, bytes);
  await truncate(cut!, 5000);
  await rm(missing!);
  const { faults } = await verifyCorpus(folder);
  assert.equal(faults.length, 3);
  assert.match(
    faults.find((fault) => fault.startsWith(changed!))!,
    /block \d+ of \d+ does not have the hash/,
  );
  assert.match(faults.find((fault) => fault.startsWith(cut!))!, /has 5000 bytes, expected \d+|cut short/);
  assert.match(faults.find((fault) => fault.startsWith(missing!))!, /cannot be read/);

  assert.deepEqual(recordOf(await again()), before);
  assert.ok(steps.includes("rendering icon sets"));
  assert.deepEqual((await verifyCorpus(folder)).faults, []);
});

test("a damaged manifest is named", async () => {
  const copy = join(place, "damaged");
  await mkdir(copy);
  const text = await readFile(join(folder, "manifest.json"), "utf8");
  await writeFile(join(copy, "manifest.json"), text.replace('"labelled": ', '"labelled": 1'));
  await assert.rejects(verifyCorpus(copy), {
    name: "InputError",
    message: /manifest\.json: does not have the hash/,
  });
  await writeFile(join(copy, "manifest.json"), text.slice(0, 500));
  await assert.rejects(verifyCorpus(copy), { name: "InputError", message: /manifest\.json: not JSON/ });
});

const script = fileURLToPath(new URL("../buildSmall.js", import.meta.url));

/** Starts a build and kills it as soon as it reports a step. */
async function killedAt(step: string, target: string): Promise<void> {
  const child = spawn(process.execPath, [script, target], { stdio: ["ignore", "pipe", "inherit"] });
  const gone = once(child, "exit");
  let said = "";
  child.stdout.on("data", (text: Buffer) => {
    said += text.toString();
    if (said.includes(step)) child.kill("SIGKILL");
  });
  const [, signal] = await gone;
  assert.equal(signal, "SIGKILL", `the build ended before "${step}": ${said}`);
}

test("a build killed while rendering or writing is resumed and produces the same files", async () => {
  const target = join(place, "killed");
  await killedAt("rendering icon sets 3/9", target);
  await assert.rejects(openCorpus(target), { name: "InputError" });
  const done = (await readdir(join(target, "shards"))).filter((file) => file.endsWith(".pack"));
  assert.ok(done.length >= 3);
  await killedAt("writing splits 2/9", target);
  await assert.rejects(openCorpus(target), { name: "InputError" });
  await writeFile(join(target, "web-32.pack.0.tmp"), "left by a killed build");

  const shards = join(target, "shards");
  const madeAt = (file: string): number => statSync(join(shards, file)).mtimeMs;
  const before = new Map(readdirSync(shards).map((file) => [file, madeAt(file)]));
  assert.equal(before.size, 9);
  let again: string[] | undefined;
  const resumed = await buildCorpus({
    folder: target,
    ...smallCorpus,
    progress: (step) => {
      if (step === "removing near-duplicates")
        again ??= [...before].flatMap(([file, at]) => (madeAt(file) === at ? [] : [file]));
    },
  });
  assert.deepEqual(again, [], "rendered twice");
  assert.deepEqual(recordOf(resumed), recordOf(manifest));
  assert.deepEqual(await readdir(target), await readdir(folder));
  for (const { file } of builtFiles(resumed))
    assert.deepEqual(await readFile(join(target, file)), await readFile(join(folder, file)), file);
});

test("a full disk leaves no partial files under final names; the next build completes the corpus", async (t) => {
  const disk = join(place, "disk");
  await mkdir(disk);
  const mount = (...options: string[]) => spawnSync("mount", [...options, disk]).status === 0;
  if (!mount("-t", "tmpfs", "-o", "size=1m", "tmpfs"))
    return t.skip("no small file system can be mounted here (needs root)");
  try {
    const child = spawn(process.execPath, [script, disk], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (text: Buffer) => {
      said += text.toString();
    });
    const [code] = await once(child, "exit");
    assert.notEqual(code, 0);
    assert.match(said, /ENOSPC/);
    const files = (await readdir(disk, { recursive: true })).filter((file) => file.endsWith(".pack"));
    assert.ok(files.length > 0, "the disk was full before the first file");
    for (const file of files) assert.deepEqual(new Pack(join(disk, file)).damage(), [], file);
    await assert.rejects(openCorpus(disk), { name: "InputError" });

    assert.ok(mount("-o", "remount,size=100m"));
    const resumed = await buildCorpus({ folder: disk, ...smallCorpus, threads: 2 });
    assert.deepEqual(recordOf(resumed), recordOf(manifest));
  } finally {
    spawnSync("umount", [disk]);
  }
});

test("the attribution contains every licence, author and version", () => {
  const text = attribution(manifest);
  for (const { set, author, licence, version } of manifest.sources)
    assert.ok(text.includes(`| ${author} | ${licence} | ${version} |`), set);
});

test("example icons: one per class, from many sets, the same for the same seed", async () => {
  const corpus = await openCorpus(folder);
  const classes = ["house", "no-such-class", "bell"];
  const [house, none, bell] = await iconsOfClasses(corpus, "train", { classes, seed: 1 });
  assert.equal(none, undefined);
  assert.deepEqual([house?.classId, bell?.classId], ["house", "bell"]);
  assert.deepEqual(
    [...house!.png.subarray(1, 4)],
    [..."PNG"].map((letter) => letter.charCodeAt(0)),
  );
  const drawn = await randomIcons(corpus, "train", { count: 3, seed: 2 });
  assert.equal(new Set(drawn.map(({ set }) => set)).size, 3);
  const ids = drawn.map(({ id }) => id);
  assert.deepEqual(await iconsNamed(corpus, "train", [...ids, "x:not-there"]), drawn);
  assert.deepEqual(await randomIcons(corpus, "train", { count: 3, seed: 2 }), drawn);
});

test("a pack or a list of removals from another build is rejected even if it is intact", async () => {
  const copy = join(place, "exchanged");
  await cp(folder, copy, { recursive: true });
  const corpus = await openCorpus(copy);
  const { ids } = corpus.split("test");
  assert.ok(ids.length > 0);
  await cp(join(folder, "train-32.pack"), join(copy, "validation-32.pack"));
  await cp(join(folder, "train-64.pack"), join(copy, "test-64.pack"));
  const message = /is intact but does not belong to this corpus; run corpus build/;
  assert.throws(() => corpus.split("validation"), { name: "InputError", message });
  assert.throws(() => corpus.split("test").images(64), { name: "InputError", message });
  await rm(join(copy, "matched-32.pack"));
  await mkdir(join(copy, "matched-32.pack"));
  const isFolder = /matched-32\.pack: is a folder, expected a file/;
  assert.throws(() => corpus.split("matched"), { name: "InputError", message: isFolder });

  const removals = join(copy, "removals.json");
  const text = await readFile(removals, "utf8");
  const changed = JSON.parse(text);
  changed.distinct.pop();
  for (const damaged of [JSON.stringify(changed), text.slice(0, 200), "", "null"]) {
    await writeFile(removals, damaged);
    const hash = /removals\.json: does not have the hash it was written with/;
    await assert.rejects(readRemovals(corpus), { name: "InputError", message: hash });
  }
  for (const damaged of ["null", "[]", "7", "{}", '{"hash":null}', "\0"]) {
    await writeFile(join(copy, "manifest.json"), damaged);
    const expected = /manifest\.json: (not JSON|does not have the hash)/;
    await assert.rejects(openCorpus(copy), { name: "InputError", message: expected });
  }
});

test("a build neither writes to a folder with other files nor replaces a larger corpus without force", async () => {
  const check = (target: string, force = false, sources = smallSources) =>
    checkBuildTarget(target, { sources, force });
  await check(join(place, "not-there"));
  await check(folder);
  const fewer = smallSources.slice(1);
  const message = `${folder}: contains a corpus of 9 sets, 1 of which is not selected (${smallSources[0]!.set}); --force replaces it, --dir builds elsewhere`;
  await assert.rejects(check(folder, false, fewer), { name: "InputError", message });
  await check(folder, true, fewer);
  const own = join(place, "letters");
  await mkdir(own);
  await check(own);
  await writeFile(join(own, "letter.txt"), "");
  for (const force of [false, true])
    await assert.rejects(check(own, force), {
      name: "InputError",
      message: /contains letter\.txt, which is not part of a corpus/,
    });
  await assert.rejects(check(join(own, "letter.txt")), { message: /goes through a file, expected a folder/ });
});

test("removals name icons of the sets, and the second icon of each pair is in the corpus", async () => {
  const corpus = await openCorpus(folder);
  const { distinct, apart } = await readRemovals(corpus);
  assert.equal(distinct.length, manifest.removals.distinct);
  assert.equal(apart.length, manifest.removals.apart);
  const tests = new Set(testSplits.flatMap((name) => corpus.split(name).ids));
  for (const [gone, kept] of apart) assert.ok(tests.has(kept) && !tests.has(gone), `${gone} ${kept}`);
});

test("no training icon is similar to a test icon; icons of the web-like pool are rendered for the check", async () => {
  const corpus = await openCorpus(folder);
  const tests = printsOfTests(corpus);
  for (const name of ["train", "validation"] as const)
    assert.deepEqual(findLeaks(printsOfSplit(corpus, name), tests), []);
  assert.throws(() => printsOfSplit(corpus, "web"), { name: "RangeError" });
  const web = await printsOfIcons(corpus.split("web").ids);
  assert.deepEqual(findLeaks(web, tests), []);
  const gone = await printsOfIcons((await readRemovals(corpus)).apart.map(([removed]) => removed));
  assert.equal(findLeaks(gone, tests).length, gone.ids.length); // every removal has a reason
});

test("contact sheets are random, without repeats, and the same for the same seed", async () => {
  const corpus = await openCorpus(folder);
  const options = { family: "line-ui", sample: 120, seed: 3 } as const;
  const entries = sampleLabelled(corpus, options);
  assert.equal(entries.length, 120);
  assert.equal(new Set(entries.map(({ id }) => id)).size, 120);
  assert.deepEqual(entries, sampleLabelled(corpus, options));
  const pages = await drawSheets(corpus, entries);
  assert.equal(pages.length, 2);
  assert.deepEqual(
    [...pages[0]!.subarray(1, 4)],
    [..."PNG"].map((letter) => letter.charCodeAt(0)),
  );
  const all = sampleLabelled(corpus, { ...options, sample: 9999 });
  assert.ok(all.length > 120 && all.length < 9999);
  assert.ok(all.every(({ id, classId }) => id.includes(":") && corpus.classes.includes(classId)));
});

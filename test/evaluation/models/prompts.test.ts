import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { InputError } from "../../../lib/base/errors.js";
import { promptsFor, sharedNames } from "../../../lib/evaluation/models/prompts.js";
import { loadImageNetClasses, loadImageNetNames } from "../../../lib/published/load.js";
import { imagenetTemplates } from "../../../lib/zeroshot/templates.js";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "prompts-"));
});
after(() => rm(folder, { recursive: true }));
const file = async (name: string, text: string) => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

test("ImageNet's classes have OpenAI's names, in the order of the wnids", async () => {
  const { names, templates, title } = await promptsFor(undefined, {}, "imagenet");
  assert.deepEqual([names.length, new Set(names).size, title], [1000, 998, "imagenet"]);
  assert.deepEqual(templates, imagenetTemplates);
  // Two cranes and two swimsuits are told apart; many names are one of WordNet's for the class, whatever the case.
  assert.deepEqual(
    [134, 517, 638, 639, 657, 744, 836, 837].map((index) => names[index]),
    ["crane bird", "construction crane", "tights", "one-piece bathing suit", "missile", "missile", "sunglasses", "sunglasses"],
  ); // biome-ignore format: pairs
  const classes = await loadImageNetClasses();
  const known = classes.filter(({ label }, at) =>
    label.toLowerCase().split(", ").includes(names[at]!.toLowerCase()),
  );
  assert.ok(known.length > 750, String(known.length));
});

test("names that classes share are told", async () => {
  const prompts = await promptsFor(undefined, {}, "siglip");
  assert.deepEqual(prompts.templates, ["This is a photo of {}."]);
  assert.match(sharedNames(prompts)!, /missile \(657, 744\); sunglasses \(836, 837\)$/);
  assert.equal(sharedNames({ ...prompts, names: ["a", "b"] }), undefined);
});

test("own names and templates from files, and a class list's own", async () => {
  const list = { names: ["cat", "dog"], templates: ["a {}"] };
  assert.deepEqual(await promptsFor(list, {}, "name"), {
    names: ["cat", "dog"],
    templates: ["a {}"],
    title: "own",
  });
  assert.deepEqual((await promptsFor({ names: ["cat", "dog"] }, {}, "name")).templates, ["{}"]);
  const templates = await file("mine.txt", "\uFEFFa drawing of a {}\r\nthe {}\r\n\r\n");
  const names = await file("names.txt", "kitten\npuppy");
  assert.deepEqual(await promptsFor(list, { templates, names }, "name"), {
    names: ["kitten", "puppy"],
    templates: ["a drawing of a {}", "the {}"],
    title: "mine",
  });
});

test("prompts that do not fit are one line", async () => {
  const list = { names: ["cat", "dog"] };
  const faults: [Parameters<typeof promptsFor>[1], RegExp][] = [
    [{ templates: "photos" }, /--templates: "photos" is neither a file nor one of name, icon/],
    [{ templates: await file("bare.txt", "a {}\na photo\n") }, /bare\.txt: template "a photo" has no \{\}/],
    [{ templates: await file("gap.txt", "a {}\n\nthe {}\n") }, /gap\.txt:2: an empty line/],
    [{ templates: await file("nothing.txt", "\n") }, /nothing\.txt: is empty/],
    [{ names: await file("three.txt", "a\nb\nc\n") }, /three\.txt: 3 class names, expected 2/],
    [{ names: join(folder, "absent.txt") }, /absent\.txt: no such file/],
  ];
  for (const [options, message] of faults)
    await assert.rejects(promptsFor(list, options, "name"), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, message);
      return true;
    });
  const short = await file("imagenet-names.txt", "tench\n");
  await assert.rejects(loadImageNetNames(short), /imagenet-names\.txt: 1 names, expected ImageNet's 1000/);
});

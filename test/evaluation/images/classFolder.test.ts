import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pack } from "tar-stream";
import { InputError } from "../../../lib/base/errors.js";
import { type ClassFile, openClassFolder } from "../../../lib/evaluation/images/classFolder.js";

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), "class-folder-"));
});
after(() => rm(root, { recursive: true }));

const classes = [{ folder: "cats", name: "cat" }, { folder: "dogs" }, { folder: "birds", name: "bird" }];
const whole: ClassFile = { name: "pets", classes };
const files = ["cats/1.png", "cats/2.jpg", "dogs/1.png", "dogs/notes.txt"];

async function folderWith(name: string, classFile: unknown, images = files): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder);
  for (const image of images) {
    await mkdir(join(folder, image, ".."), { recursive: true });
    await writeFile(join(folder, image), "");
  }
  if (classFile !== undefined) await writeFile(join(folder, "classes.json"), JSON.stringify(classFile));
  return folder;
}

test("labels are places among the classes; a class may have no images, and files that are no images are left", async () => {
  const set = await openClassFolder(await folderWith("whole", { ...whole, templates: "photo" }));
  assert.deepEqual(set.images, [
    { path: "cats/1.png", labels: [0], countedAs: 0 },
    { path: "cats/2.jpg", labels: [0], countedAs: 0 },
    { path: "dogs/1.png", labels: [1], countedAs: 1 },
  ]);
  assert.deepEqual(set.labelling, { testSet: "pets", title: "pets", classes: [0, 1, 2], border: 0 });
  assert.deepEqual(set.classList, { names: ["cat", "dogs", "bird"], templates: "photo" });
});

test("predictions can be restricted to some classes, and folders may lie in others", async () => {
  const folder = await folderWith("among", { ...whole, among: ["dogs", "cats"] }, ["val/dogs/1.png"]);
  const set = await openClassFolder(folder);
  assert.deepEqual(set.labelling.classes, [0, 1]);
  assert.deepEqual(set.images, [{ path: "val/dogs/1.png", labels: [1], countedAs: 1 }]);
});

test("the same from a tar", async () => {
  const archive = pack();
  for (const file of files) archive.entry({ name: file }, "");
  archive.entry({ name: "classes.json" }, JSON.stringify(whole));
  archive.finalize();
  const parts: Uint8Array[] = [];
  for await (const part of archive) parts.push(part as Uint8Array);
  await writeFile(join(root, "pets.tar"), Buffer.concat(parts));
  const set = await openClassFolder(join(root, "pets.tar"));
  assert.deepEqual(
    set.images.map(({ labels }) => labels[0]),
    [0, 0, 1],
  );
});

test("a class file that does not fit is one line that names it", async () => {
  const faults: [string, unknown, string[], RegExp][] = [
    ["none", undefined, files, /classes\.json: no such file, expected the classes/],
    ["empty", whole, [], /no images, expected a folder per class/],
    ["fewer", { ...whole, classes: classes.slice(1) }, files, /cats\/1\.png lies in folder "cats", which classes of classes\.json does not name/],
    ["at the root", whole, ["1.png"], /1\.png lies in folder ""/],
    ["twice", { ...whole, classes: [...classes, classes[0]] }, files, /classes: .*expected each folder once, "cats" is there twice/],
    ["outside", { ...whole, among: ["cats", "birds"] }, files, /dogs\/1\.png lies in folder "dogs", which among of classes\.json/],
    ["strange", { ...whole, among: ["cats", "fish"] }, files, /among: .*expected folders of the classes, not "fish"/],
    ["climbing", { ...whole, name: "../pets" }, files, /name: "\.\.\/pets", expected letters, digits/],
    ["leaving", { ...whole, classes: [{ folder: "../cats" }, { folder: "dogs" }] }, files, /classes\.0\.folder: "\.\.\/cats", expected the name of a folder/],
    ["template", { ...whole, templates: ["a photo"] }, files, /templates/],
    ["one", { ...whole, classes: classes.slice(0, 1) }, files, /classes/],
    ["field", { ...whole, labels: [] }, files, /labels: unknown field/],
  ]; // biome-ignore format: a table
  for (const [name, classFile, images, message] of faults)
    await assert.rejects(openClassFolder(await folderWith(name, classFile, images)), (error) => {
      assert.ok(error instanceof InputError, String(error));
      assert.match(error.message, message);
      assert.ok(!error.message.includes("\n") && error.message.length < 400, error.message);
      return true;
    });
});

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { test } from "node:test";
import { inPackage } from "../../lib/base/files.js";

/** One-way data flow: a folder imports only from itself and from folders above it in this list. */
const order = [
  "base",
  "stats",
  "engine",
  "notebook",
  "published",
  "record",
  "robustness",
  "zeroshot",
  "evaluation",
  "corpus",
  "examples",
  "training",
  "bench",
  "causes",
  "report",
  "figures",
  "widgets",
  "chapter",
  "lab",
  "cli",
];

/** The order inside folders that have rooms of their own. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  corpus: ["sets", "names", "images", "duplicates", "build", "read", "describe"],
  evaluation: ["pixels", "images", "models", "run"],
  training: ["models", "objectives", "train", "sweep"],
};

/** Folders that could be packages of their own: they use `base` and nothing else of ours. */
const standalone = new Set(["stats", "engine", "notebook"]);

/** Folders that others import only through their index.ts. */
const withOneDoor = ["stats", "engine", "notebook"];

const lib = inPackage("lib");
const files = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter(
  (file) => /\.c?ts$/.test(file) && !file.endsWith(".d.ts"),
);

/** The files of lib that each file imports, types included. */
const imports = new Map(files.map((file) => [file, importsOf(file)]));

function importsOf(file: string): string[] {
  const source = readFileSync(join(lib, file), "utf8");
  return [...source.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((match) =>
    relative(lib, resolve(dirname(join(lib, file)), match[1]!)).replace(/\.(c?)js$/, ".$1ts"),
  );
}

function backwards(places: readonly string[], placeOf: (file: string) => string | undefined): string[] {
  return [...imports].flatMap(([file, targets]) => {
    const from = placeOf(file);
    if (from === undefined) return [];
    return targets.flatMap((target) => {
      const to = placeOf(target);
      return to !== undefined && places.indexOf(to) > places.indexOf(from)
        ? [`lib/${file} imports lib/${target}`]
        : [];
    });
  });
}

const folderOf = (file: string) => (file.includes(sep) ? file.split(sep)[0] : undefined);

test("every folder of lib stands in the list", () => {
  for (const folder of new Set(files.map(folderOf)))
    assert.ok(
      folder === undefined || [...order, "shims"].includes(folder),
      `lib/${folder} has no place in the order`,
    );
});

test("imports run one way", () => {
  assert.deepEqual(backwards(order, folderOf), []);
});

test("so do those between the rooms of a folder", () => {
  for (const [folder, places] of Object.entries(rooms)) {
    const roomOf = (file: string) => {
      const [first, room, rest] = file.split(sep);
      return first === folder && rest !== undefined ? room : undefined;
    };
    for (const room of new Set(files.map(roomOf)))
      assert.ok(
        room === undefined || places.includes(room),
        `lib/${folder}/${room} has no place in the order`,
      );
    assert.deepEqual(backwards(places, roomOf), []);
  }
});

test("what could be a package of its own uses base and nothing else of ours", () => {
  const strangers = [...imports].flatMap(([file, targets]) =>
    standalone.has(folderOf(file)!)
      ? targets
          .filter((target) => ![folderOf(file), "base"].includes(folderOf(target)))
          .map((target) => `lib/${file} imports lib/${target}`)
      : [],
  );
  assert.deepEqual(strangers, []);
});

test("other folders import a package only through its index.ts", () => {
  for (const folder of withOneDoor) {
    const users = [...imports].filter(([file]) => ![undefined, folder].includes(folderOf(file)));
    const targets = users.flatMap(([file, all]) =>
      all.filter((target) => folderOf(target) === folder).map((target) => [file, target] as const),
    );
    assert.ok(targets.length > 0, `no other folder imports lib/${folder}`);
    const pastTheDoor = targets.filter(([, target]) => target !== join(folder, "index.ts"));
    assert.deepEqual(
      pastTheDoor.map(([file, target]) => `lib/${file} imports lib/${target}`),
      [],
    );
  }
});

test("no files import each other in a circle", () => {
  const state = new Map<string, "open" | "done">();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === "done") return;
    if (state.get(file) === "open") {
      circles.push([...path.slice(path.indexOf(file)), file].join(" → "));
      return;
    }
    state.set(file, "open");
    for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
    state.set(file, "done");
  };
  for (const file of files) visit(file, []);
  assert.deepEqual(circles, []);
});

test("a package is entered by its door", () => {
  const climbers = [...imports].flatMap(([file, targets]) =>
    targets
      .filter((target) => {
        const folder = folderOf(target);
        return folder !== undefined && withOneDoor.includes(folder) && folder !== folderOf(file);
      })
      .filter((target) => target !== join(folderOf(target)!, "index.ts"))
      .map((target) => `lib/${file} imports lib/${target}`),
  );
  assert.deepEqual(climbers, []);
});

test("an exported type has a name of its own", () => {
  const places = new Map<string, string[]>();
  for (const file of files)
    for (const [, name] of readFileSync(join(lib, file), "utf8").matchAll(
      /^export (?:interface|type|class) (\w+)/gm,
    ))
      places.set(name!, [...(places.get(name!) ?? []), file]);
  assert.deepEqual(
    [...places].filter(([, where]) => where.length > 1),
    [],
  );
});

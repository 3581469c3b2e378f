import assert from "node:assert/strict";
import { test } from "node:test";
import { ambiguityOfClasses, ambiguousPairRows, nameRows } from "../../../lib/corpus/describe/nameTable.js";
import { createMatcher } from "../../../lib/corpus/names/match.js";
import type { Match } from "../../../lib/corpus/sets/candidate.js";
import { loadClasses } from "../../../lib/corpus/sets/classes.js";

test("names as rows: one class, two at once, none", async () => {
  const matcher = createMatcher(await loadClasses());
  assert.deepEqual(nameRows(matcher, ["calendar-add-outline", "heart-lock", "xyzzy"]), [
    { name: "calendar-add-outline", "read as": "class", label: "calendar", "names at once": "" },
    { name: "heart-lock", "read as": "ambiguous", label: "", "names at once": "heart + lock" },
    { name: "xyzzy", "read as": "none", label: "", "names at once": "" },
  ]);
});

const candidate = (id: string, match: Match) => ({
  candidate: { id, set: id.split(":")[0]!, name: id.split(":")[1]!, aliases: [], categories: [] },
  match,
});
const both = (...classIds: string[]): Match => ({ kind: "ambiguous", classIds });
const candidates = [
  candidate("a:lock-heart", both("lock", "heart")),
  candidate("b:heart-lock", both("heart", "lock")),
  candidate("c:heart-lock-user", both("heart", "lock", "person")),
  candidate("d:user-heart", both("person", "heart")),
  candidate("e:heart", { kind: "class", classId: "heart", term: "heart", field: "name" }),
];

test("ambiguity of classes, by hand: what is no class does not count, and every ambiguous name does", () => {
  assert.deepEqual(ambiguityOfClasses(candidates, ["heart", "lock"]), {
    ambiguous: 4,
    byId: [
      { id: "heart", icons: 4 },
      { id: "lock", icons: 3 },
    ],
    pairs: [{ ids: ["heart", "lock"], icons: 3 }],
  });
});

test("examples of a pair hold both of its classes; too few are an error", () => {
  const { pairs } = ambiguityOfClasses(candidates, ["heart", "lock"]);
  const [row] = ambiguousPairRows(candidates, pairs, { seed: 1 });
  assert.deepEqual([row!["named together"], row!.icons], ["heart + lock", 3]);
  assert.deepEqual(row!.examples.split(", ").sort(), ["a:lock-heart", "b:heart-lock", "c:heart-lock-user"]);
  assert.throws(() => ambiguousPairRows(candidates.slice(0, 2), pairs, { seed: 1 }), RangeError);
});

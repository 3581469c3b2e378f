import assert from "node:assert/strict";
import { it } from "node:test";
import { ambiguityCounts } from "../../../lib/corpus/describe/ambiguity.js";

it("counts pairs and ids of ambiguous names only", () => {
  const both = (...classIds: string[]) => ({ kind: "ambiguous", classIds }) as const;
  const counts = ambiguityCounts([
    { kind: "none" },
    { kind: "class", classId: "lock", term: "lock", field: "name" },
    both("lock", "calendar"),
    both("calendar", "lock"),
    both("star", "lock", "person"),
  ]);
  assert.deepEqual(counts, {
    ambiguous: 3,
    byId: [
      { id: "lock", icons: 3 },
      { id: "calendar", icons: 2 },
      { id: "person", icons: 1 },
      { id: "star", icons: 1 },
    ],
    pairs: [
      { ids: ["calendar", "lock"], icons: 2 },
      { ids: ["lock", "person"], icons: 1 },
      { ids: ["lock", "star"], icons: 1 },
      { ids: ["person", "star"], icons: 1 },
    ],
  });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { createProgram } from "../../lib/cli/program.js";

test("a command that is asked for is there alone, as it is among all", async () => {
  const all = await createProgram();
  assert.ok(all.commands.length > 20);
  for (const command of all.commands) {
    const { commands } = await createProgram([command.name(), "--help"]);
    assert.deepEqual(
      commands.map((one) => one.helpInformation()),
      [command.helpInformation()],
    );
  }
});

test("what names no command has all of them to be compared with", async () => {
  const { commands } = await createProgram();
  for (const args of [[], ["--help"], ["help", "fit"], ["fti"], ["constructor"]])
    assert.equal((await createProgram(args)).commands.length, commands.length, args.join(" "));
});

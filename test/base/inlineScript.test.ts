// Scripts that pages hold.
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildSync } from "esbuild";
import { inlineScript, inlineScriptOptions } from "../../lib/base/inlineScript.js";

test("a script that could end its element, or whose hash would change, is refused by name", () => {
  for (const text of ['a = "</script>"', 'a = "</SCRIPT >"', 'a = "<!--"', "a = 1\r\n"])
    assert.throws(() => inlineScript(text, "this script"), /^Error: this script cannot stand inside a page$/);
  assert.equal(inlineScript("a = 1;\n", "this script"), "a = 1;");
});

test("esbuild writes the end of an element in another way", () => {
  const contents = 'console.log("</script>", `</script>`);';
  const { outputFiles } = buildSync({ ...inlineScriptOptions, stdin: { contents } });
  const script = inlineScript(outputFiles[0]!.text, "this script");
  const said: string[] = [];
  new Function("console", script)({ log: (...texts: string[]) => said.push(...texts) });
  assert.deepEqual(said, ["</script>", "</script>"]);
});

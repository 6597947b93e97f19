//! All stories of the rig, over one set of engines. Some of them: `node --test-name-pattern "hold" rig.test.mjs`.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { after, before, describe, test } from "node:test";

import { writeTable } from "./report.mjs";
import { Rig } from "./rig.mjs";
import { Scene } from "./scene.mjs";
import { stories } from "./story.mjs";

for (const file of readdirSync(new URL("./stories/", import.meta.url)).sort()) await import(`./stories/${file}`);

let rig;
const results = [];

// Each story has users, telephones and pages of its own; what it kills is its own, too.
describe("rig", { concurrency: Number(process.env.RIG_CONCURRENCY ?? 4) }, () => {
  before(async () => {
    rig = await Rig.start();
  });
  after(() => rig?.stop({ keep: results.some(({ failed }) => failed) || Boolean(process.env.KEEP_ARTIFACTS) }));

  // Those that wait longest begin first.
  for (const { name, browsers, run } of [...stories].sort((a, b) => b.seconds - a.seconds)) {
    for (const browser of browsers) {
      test(`${name} (${browser})`, { timeout: 120_000 }, async (t) => {
        const scene = new Scene(rig, browser);
        let failed = true;
        try {
          await run(scene);
          failed = false;
        } finally {
          for (const figure of scene.measures) t.diagnostic(figure);
          results.push({ name, browser, failed, measures: scene.measures });
          await scene.close({ name: `${name} ${browser}`, failed });
        }
      });
    }
  }
});

test("the table in README.md says what was just seen", () => {
  const all = stories.reduce((sum, { browsers }) => sum + browsers.length, 0);
  assert.equal(results.length, all, "every story was told");
  assert.ok(!results.some(({ failed }) => failed), "no table of a run with failures");
  const changed = writeTable(results, { figures: Boolean(process.env.RIG_FIGURES) });
  assert.ok(!changed, "it was another one; it is written anew, to be committed");
});

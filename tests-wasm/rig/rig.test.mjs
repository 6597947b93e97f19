//! All stories of the rig, over one set of engines. Some of them: `node --test-name-pattern "hold" rig.test.mjs`.

import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { toldAgain } from "../e2e/told.mjs";
import { table, writeTable } from "./report.mjs";
import { Rig } from "./rig.mjs";
import { Scene } from "./scene.mjs";
import { stories } from "./story.mjs";

for (const file of readdirSync(new URL("./stories/", import.meta.url)).sort()) await import(`./stories/${file}`);

let rig;
/** What was seen of each story when it was last told. */
const results = new Map();
const failed = () => [...results.values()].some((result) => result.failed);

before(async () => {
  rig = await Rig.start();
});
after(() => rig?.stop({ keep: failed() || Boolean(process.env.KEEP_ARTIFACTS) }));

const tell = ({ name, browsers, run }) => {
  for (const browser of browsers) {
    // Twice the time of one that is told once.
    test(`${name} (${browser})`, { timeout: 240_000 }, (t) => toldAgain(t, async () => {
      const scene = new Scene(rig, browser);
      const result = { name, browser, failed: true, measures: scene.measures };
      try {
        await run(scene);
        result.failed = false;
      } finally {
        for (const figure of scene.measures) t.diagnostic(figure);
        results.set(t.name, result);
        await scene.close({ name: `${name} ${browser}`, failed: result.failed });
      }
    }));
  }
};

// Each story has users, telephones and pages of its own; what it kills is its own, too.
describe("together", { concurrency: Number(process.env.RIG_CONCURRENCY ?? 4) }, () => {
  // Those that wait longest begin first.
  stories.filter(({ alone }) => !alone).sort((a, b) => b.seconds - a.seconds).forEach(tell);
});

describe("one after the other", { concurrency: 1 }, () => {
  stories.filter(({ alone }) => alone).forEach(tell);
});

test("the table in README.md says what was just seen", () => {
  const all = stories.reduce((sum, { browsers }) => sum + browsers.length, 0);
  assert.equal(results.size, all, "every story was told");
  if (failed()) writeFileSync(join(rig.run, "table.md"), table([...results.values()]));
  assert.ok(!failed(), "no table of a run with failures: it is with the logs");
  const changed = writeTable([...results.values()], { figures: Boolean(process.env.RIG_FIGURES) });
  assert.ok(!changed, "it was another one; it is written anew, to be committed");
});

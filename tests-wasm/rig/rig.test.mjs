//! All stories of the rig, over one set of engines. One of them: `node --test-name-pattern "hold" rig.test.mjs`.

import { readdirSync } from "node:fs";
import { after, before, describe, test } from "node:test";

import { Rig } from "./rig.mjs";
import { Scene } from "./scene.mjs";
import { stories } from "./story.mjs";

for (const file of readdirSync(new URL("./stories/", import.meta.url)).sort()) await import(`./stories/${file}`);

let rig;
let failures = 0;
const results = [];

describe("rig", { concurrency: Number(process.env.RIG_CONCURRENCY ?? 4) }, () => {
  before(async () => {
    rig = await Rig.start();
  });
  after(() => rig?.stop({ keep: failures > 0 || Boolean(process.env.KEEP_ARTIFACTS) }));

  for (const { name, browsers, run } of stories) {
    for (const browser of browsers) {
      test(`${name} (${browser})`, { timeout: 90_000 }, async () => {
        const scene = new Scene(rig, browser);
        let failed = true;
        try {
          await run(scene);
          failed = false;
        } finally {
          failures += failed;
          results.push({ name, browser, failed, measures: scene.measures });
          await scene.close({ name: `${name} ${browser}`, failed });
        }
      });
    }
  }
});

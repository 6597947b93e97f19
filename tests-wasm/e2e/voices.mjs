//! Who hears whom: every voice is a tone of its own, and so is the music.

import { VOICE } from "./scene.mjs";
import { until } from "./until.mjs";

/** What plays to whom a phone of these stories holds: a tone, so that it is told from every voice. */
export const MUSIC = 900;

const TONES = { ...VOICE, music: MUSIC };
// A voice is at -15 to -30; what a codec makes of the others' tones stays below -50.
const HEARD = -42;

/** Waits until a party hears exactly these, three looks in a row: himself he never hears, so his own name is never among them. */
export function hears(party, ...wanted) {
  const names = Object.keys(TONES);
  const expected = [...wanted].sort().join(", ");
  let [so, last] = [0, ""];
  return until(`${party.name} hears ${expected || "nobody"}`, async () => {
    const { tones } = await party.page.evaluate((hertz) => window.ringdeskProbe.levels(hertz), names.map((name) => TONES[name]));
    const heard = names.filter((_, index) => tones[index] > HEARD).sort().join(", ");
    last = names.map((name, index) => `${name} ${Math.round(tones[index])}`).join(", ");
    so = heard === expected ? so + 1 : 0;
    if (so >= 3) return true;
    throw new Error(last);
  // The probe looks at the last third of a second.
  }, { seconds: 25, everyMs: 350 });
}

/** All of them at once: `[[party, "whom", …], …]`. */
export const hear = (...lists) => Promise.all(lists.map(([party, ...wanted]) => hears(party, ...wanted)));

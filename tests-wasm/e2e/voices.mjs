//! Who hears whom: every voice is a tone of its own, and so is the music.

import { hearsLevels } from "./probe.mjs";
import { VOICE } from "./scene.mjs";

/** What plays to whom a phone of these stories holds: a tone, so that it is told from every voice. */
export const MUSIC = 900;

const TONES = { ...VOICE, music: MUSIC };
// A voice is at -15 to -30; what a codec makes of the others' tones stays below -50.
const HEARD = -42;

/** Waits until a party hears exactly these: himself he never hears, so his own name is never among them. */
export function hears(party, ...wanted) {
  const names = Object.keys(TONES);
  const expected = [...wanted].sort().join(", ");
  return hearsLevels(party.page, `${party.name} hears ${expected || "nobody"}`, names.map((name) => TONES[name]),
    ({ tones }) => names.filter((_, index) => tones[index] > HEARD).sort().join(", ") === expected);
}

/** All of them at once: `[[party, "whom", …], …]`. */
export const hear = (...lists) => Promise.all(lists.map(([party, ...wanted]) => hears(party, ...wanted)));

//! Every party speaks in a tone of its own: a WAV file that Chromium plays as the microphone.

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const RATE = 48_000;
const folder = mkdtempSync(join(tmpdir(), "ringdesk-tone-"));

/** One second of a sine, mono, 16 bits. Whole frequencies loop without a click. */
export function wav(hertz) {
  const bytes = Buffer.alloc(44 + RATE * 2);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(36 + RATE * 2, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(RATE * 2, 40);
  for (let sample = 0; sample < RATE; sample += 1) {
    bytes.writeInt16LE(Math.round(12_000 * Math.sin((2 * Math.PI * hertz * sample) / RATE)), 44 + sample * 2);
  }
  return bytes;
}

/** The path of the WAV file of this tone. */
export function toneFile(hertz) {
  const path = join(folder, `${hertz}.wav`);
  writeFileSync(path, wav(hertz));
  return path;
}

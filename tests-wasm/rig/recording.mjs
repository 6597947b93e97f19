//! A WAV file that a telephone is still writing: which tone is in it, and where it is missing.

import { readFileSync, writeFileSync } from "node:fs";

export class Recording {
  constructor(samples, rate) {
    this.samples = samples;
    this.rate = rate;
  }

  /**
   * 16 bits, first channel. The sizes in the header are not believed: they are written when the file is closed. Where the
   * whole header is, as linphonec's, `rate` tells what it will say.
   */
  static read(path, rate) {
    const bytes = readFileSync(path);
    if (rate && bytes.length > 44 && bytes[0] === 0) return Recording.#of(bytes, 44, 1, rate);
    const format = bytes.indexOf("fmt ");
    const data = bytes.indexOf("data");
    if (format < 0 || data < 0) return null;
    const channels = bytes.readUInt16LE(format + 10);
    return Recording.#of(bytes, data + 8, channels, bytes.readUInt32LE(format + 12));
  }

  static #of(bytes, start, channels, rate) {
    const samples = new Float32Array(Math.floor((bytes.length - start) / 2 / channels));
    for (let index = 0; index < samples.length; index += 1) {
      samples[index] = bytes.readInt16LE(start + index * 2 * channels) / 32_768;
    }
    return new Recording(samples, rate);
  }

  get seconds() {
    return this.samples.length / this.rate;
  }

  last(seconds) {
    const count = Math.round(seconds * this.rate);
    return this.samples.length < count ? null : new Recording(this.samples.subarray(-count), this.rate);
  }

  /** Everything after this many seconds. */
  after(seconds) {
    return new Recording(this.samples.subarray(Math.round(seconds * this.rate)), this.rate);
  }

  /** The power at one frequency in decibels: Goertzel over a Hann window. */
  power(hertz, from = 0, count = this.samples.length) {
    const turn = 2 * Math.cos((2 * Math.PI * hertz) / this.rate);
    let [before, last] = [0, 0];
    for (let index = 0; index < count; index += 1) {
      const window = 1 - Math.cos((2 * Math.PI * index) / count);
      [before, last] = [last, this.samples[from + index] * window + turn * last - before];
    }
    return 10 * Math.log10((before * before + last * last - turn * before * last) / (count * count) + 1e-12);
  }

  /** The loudest frequency between 200 and 1,500 Hz, to 5 Hz, and its level. */
  peak() {
    let best = { hertz: 0, level: -Infinity };
    for (let hertz = 200; hertz <= 1500; hertz += 5) {
      const level = this.power(hertz);
      if (level > best.level) best = { hertz, level };
    }
    return { hertz: best.hertz, level: Math.round(best.level) };
  }

  /** Whether something is heard in it, but not this tone. */
  isWithout(hertz) {
    const loudest = this.samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    return loudest > 0.01 && this.power(hertz) < -60;
  }

  /**
   * The longest time without this tone that lies between two times with it, in seconds. Windows of 50 ms, 10 ms apart; a
   * window counts when the tone stands out of everything else in it.
   */
  gap(hertz) {
    const [size, step] = [Math.round(this.rate * 0.05), Math.round(this.rate * 0.01)];
    let longest = 0;
    let last = null;
    for (let from = 0; from + size <= this.samples.length; from += step) {
      if (this.power(hertz, from, size) < -40) continue;
      if (last !== null) longest = Math.max(longest, (from - last) / this.rate);
      last = from;
    }
    return longest;
  }
}

/**
 * The longest time, in seconds, for which a telephone did not hear this tone while `what` was going on: some record silence
 * meanwhile, others nothing. `phone` has `heard()`, its recording so far, and `recorded()`, the length of it in bytes.
 */
export async function gapWhile(phone, hertz, what) {
  const since = phone.heard().seconds;
  let length = phone.recorded();
  let [last, longest] = [performance.now(), 0];
  const timer = setInterval(() => {
    const now = phone.recorded();
    if (now === length) return;
    longest = Math.max(longest, performance.now() - last);
    [last, length] = [performance.now(), now];
  }, 10);
  try {
    await what();
  } finally {
    clearInterval(timer);
  }
  return Math.max(longest / 1000, phone.heard().after(since).gap(hertz));
}

/** A minute of a sine for a telephone to say: 8 kHz, mono, 16 bits. */
export function writeTone(path, hertz) {
  const [rate, seconds] = [8000, 60];
  const bytes = Buffer.alloc(44 + rate * seconds * 2);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write("WAVEfmt ", 8);
  for (const [value, at] of [[16, 16], [rate, 24], [rate * 2, 28], [rate * seconds * 2, 40]]) bytes.writeUInt32LE(value, at);
  for (const [value, at] of [[1, 20], [1, 22], [2, 32], [16, 34]]) bytes.writeUInt16LE(value, at);
  bytes.write("data", 36);
  for (let sample = 0; sample < rate * seconds; sample += 1) {
    bytes.writeInt16LE(Math.round(12_000 * Math.sin((2 * Math.PI * hertz * sample) / rate)), 44 + sample * 2);
  }
  writeFileSync(path, bytes);
}

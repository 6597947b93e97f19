//! A server that takes recordings by PUT, as a customer's archive would: it may fail first, and it counts.

import { createServer } from "node:http";

export class Taker {
  #server;
  #failures;
  /** What it acknowledged: `[{ path, type, authorization, bytes }]`. */
  taken = [];
  /** How often it was asked. */
  asked = 0;

  /** Fails `failures` times before it takes something: with 503, and every other time by hanging up. */
  static async start({ failures = 0 } = {}) {
    const taker = new Taker();
    taker.#failures = failures;
    taker.#server = createServer((request, response) => taker.#answer(request, response));
    await new Promise((resolve) => taker.#server.listen(0, "127.0.0.1", resolve));
    taker.url = `http://127.0.0.1:${taker.#server.address().port}`;
    return taker;
  }

  async #answer(request, response) {
    // The page is of another origin.
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-methods", "PUT");
    response.setHeader("access-control-allow-headers", "authorization, content-type");
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    const parts = [];
    for await (const part of request) parts.push(part);
    this.asked += 1;
    if (this.#failures > 0) {
      this.#failures -= 1;
      if (this.asked % 2 === 0) return request.socket.destroy();
      return response.writeHead(503).end();
    }
    this.taken.push({
      path: request.url, type: request.headers["content-type"], authorization: request.headers.authorization, bytes: Buffer.concat(parts),
    });
    return response.writeHead(201).end();
  }

  /** From now on it takes everything. */
  recover() {
    this.#failures = 0;
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Decodes a recording in `page`: how long it is, and how loud these tones are in it, in decibels. */
export const measure = (page, bytes, hertz) => page.evaluate(listen, { base64: Buffer.from(bytes).toString("base64"), hertz });

/** The same for a recording that is in the storage of `page`; `place` is its place among them. */
export const measureSaved = (page, hertz, place = 0) =>
  page.evaluate(async ({ hertz, place }) => {
    const saved = (await window.bare.phone.savedRecordings())[place];
    const bytes = new Uint8Array(await (await saved.blob()).arrayBuffer());
    return { base64: bytes.toBase64?.() ?? btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")), hertz };
  }, { hertz, place }).then((sound) => page.evaluate(listen, sound));

async function listen({ base64, hertz }) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const sound = await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(bytes.buffer);
  const levels = hertz.map((tone) => {
    // The loudest tenth of a second: a tone may be short.
    const size = Math.round(sound.sampleRate / 10);
    const samples = sound.getChannelData(0);
    let loudest = -120;
    for (let start = 0; start + size <= samples.length; start += size) {
      let [re, im] = [0, 0];
      for (let at = 0; at < size; at += 1) {
        const turn = (2 * Math.PI * tone * at) / sound.sampleRate;
        re += samples[start + at] * Math.cos(turn);
        im += samples[start + at] * Math.sin(turn);
      }
      loudest = Math.max(loudest, 20 * Math.log10(Math.hypot(re, im) / size + 1e-9));
    }
    return Math.round(loudest);
  });
  return { seconds: sound.duration, levels };
}

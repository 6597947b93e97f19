//! What a party hears, measured in its page: the peak frequency of a remote stream, and the energy that the RTP receiver counted.

import { until } from "./until.mjs";

/** Runs in every page before its own scripts. */
export function instrument() {
  // A steady tone is noise to a suppressor, so the tests switch the processing off.
  const media = navigator.mediaDevices;
  if (media) {
    const capture = media.getUserMedia.bind(media);
    media.getUserMedia = (constraints = {}) => {
      if (constraints.audio) {
        const wanted = constraints.audio === true ? {} : constraints.audio;
        constraints = {
          ...constraints,
          audio: { ...wanted, echoCancellation: false, noiseSuppression: false, autoGainControl: false },
        };
      }
      return capture(constraints);
    };
  }

  const peers = [];
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...configuration) {
      super(...configuration);
      peers.push(this);
    }
  };

  let context;
  // By the track itself: a far side that offers a fresh connection calls its track there as it did before.
  const ears = new WeakMap();
  const ear = (track) => {
    const known = ears.get(track);
    if (known) return known;
    context ??= new AudioContext();
    const copy = new MediaStream([track.clone()]);
    // Chromium feeds a remote track to WebAudio only while an element plays it, and counts no energy for a muted one.
    const player = new Audio();
    player.srcObject = copy;
    player.play();
    const analyser = context.createAnalyser();
    analyser.fftSize = 16_384;
    analyser.smoothingTimeConstant = 0;
    context.createMediaStreamSource(copy).connect(analyser);
    const fresh = { analyser, player };
    ears.set(track, fresh);
    return fresh;
  };
  /** The power at one frequency (Goertzel), in decibels. */
  const power = (samples, hertz, rate) => {
    const turn = 2 * Math.cos((2 * Math.PI * hertz) / rate);
    let [before, last] = [0, 0];
    for (let index = 0; index < samples.length; index += 1) {
      const window = 1 - Math.cos((2 * Math.PI * index) / samples.length);
      [before, last] = [last, samples[index] * window + turn * last - before];
    }
    return 10 * Math.log10((before * before + last * last - turn * before * last) / (samples.length * samples.length) + 1e-12);
  };
  /** The index of the one that is far above the others, as a key is and a voice is not. */
  const standsOut = (levels) => {
    const order = levels.map((level, index) => ({ level, index })).sort((a, b) => b.level - a.level);
    return order[0].level > -50 && order[0].level - order[1].level > 12 ? order[0].index : -1;
  };
  const digitIn = (samples, rate) => {
    const row = ["123A", "456B", "789C", "*0#D"][standsOut([697, 770, 852, 941].map((hertz) => power(samples, hertz, rate)))];
    return row?.[standsOut([1209, 1336, 1477, 1633].map((hertz) => power(samples, hertz, rate)))] ?? null;
  };
  const trackOf = (peer) => peer?.getReceivers().find((receiver) => receiver.track.kind === "audio")?.track;
  /** The far side of the youngest call that lives. */
  const farTrack = () => trackOf(peers.findLast((peer) => peer.connectionState !== "closed"));
  /** The packets that had arrived on a connection when it was last asked. */
  const arrived = new WeakMap();
  /** Whether packets arrived on a connection since it was last asked: an analyser keeps the last spectrum of a track that is held. */
  const flows = async (peer) => {
    const before = arrived.get(peer);
    for (const report of (await peer.getStats()).values()) {
      if (report.type === "inbound-rtp" && report.kind === "audio") arrived.set(peer, report.packetsReceived);
    }
    return arrived.get(peer) > before;
  };

  window.ringdeskProbe = {
    peers,
    /** The loudest frequency and its level. */
    hear() {
      const track = farTrack();
      if (!track) return null;
      const { analyser } = ear(track);
      const bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      let peak = 0;
      for (let bin = 1; bin < bins.length; bin += 1) if (bins[bin] > bins[peak]) peak = bin;
      return { peakHz: Math.round((peak * context.sampleRate) / analyser.fftSize), levelDb: Math.round(bins[peak]) };
    },
    /**
     * How loud each of these frequencies, and the loudest sample, are in what has arrived over any connection since this was last
     * asked, in decibels.
     */
    async levels(hertz) {
      const levels = { tones: hertz.map(() => -120), loudest: -120 };
      for (const peer of peers) {
        const track = peer.connectionState === "closed" ? undefined : trackOf(peer);
        if (!track || !(await flows(peer))) continue;
        const { analyser } = ear(track);
        const samples = new Float32Array(analyser.fftSize);
        analyser.getFloatTimeDomainData(samples);
        hertz.forEach((one, at) => (levels.tones[at] = Math.max(levels.tones[at], power(samples, one, context.sampleRate))));
        levels.loudest = Math.max(levels.loudest, 20 * Math.log10(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-6)));
      }
      return levels;
    },
    /** From now on `longestGap` tells for how long at most this tone was not heard, looked at every 20 ms. */
    watchTone(hertz) {
      const samples = new Float32Array(2048);
      let [last, longest] = [performance.now(), 0];
      const look = () => {
        const track = farTrack();
        if (!track || track.muted) return;
        const { analyser } = ear(track);
        analyser.getFloatTimeDomainData(samples);
        if (power(samples, hertz, context.sampleRate) < -50) return;
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      };
      const timer = setInterval(look, 20);
      window.ringdeskProbe.longestGap = () => {
        clearInterval(timer);
        return Math.max(longest, performance.now() - last) / 1000;
      };
    },
    /** Collects the digits that sound from now on, from every sample: a busy machine must not miss one. */
    collectDigits() {
      const collected = (window.ringdeskProbe.digits = { text: "" });
      const track = farTrack().clone();
      const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: 1000 }).readable.getReader();
      let samples = [];
      let [last, quiet] = [null, 0];
      const listen = async () => {
        for (;;) {
          const { value, done } = await reader.read();
          if (done) return;
          const part = new Float32Array(value.numberOfFrames);
          value.copyTo(part, { planeIndex: 0, format: "f32-planar" });
          // Windows of 40 ms, 10 ms apart: half a digit is enough to tell it.
          const [size, step] = [Math.round(value.sampleRate * 0.04), Math.round(value.sampleRate * 0.01)];
          samples.push(...part);
          for (; samples.length >= size; samples.splice(0, step)) {
            const digit = digitIn(samples.slice(0, size), value.sampleRate);
            if (digit && digit !== last) collected.text += digit;
            // A gap is longer than a crackle.
            quiet = digit ? 0 : quiet + 1;
            if (digit || quiet >= 4) last = digit;
          }
          value.close();
        }
      };
      listen();
    },
    /** Sums over all live connections of this page. */
    async received() {
      const sum = { packets: 0, energy: 0, seconds: 0, sent: 0 };
      for (const peer of peers) {
        if (peer.connectionState === "closed") continue;
        for (const report of (await peer.getStats()).values()) {
          if (report.type === "inbound-rtp" && report.kind === "audio") {
            sum.packets += report.packetsReceived ?? 0;
            sum.energy += report.totalAudioEnergy ?? 0;
            sum.seconds += report.totalSamplesDuration ?? 0;
          }
          if (report.type === "outbound-rtp" && report.kind === "audio") sum.sent += report.packetsSent ?? 0;
        }
      }
      return sum;
    },
  };
}

const hear = (page) => page.evaluate(() => window.ringdeskProbe.hear());
const received = (page) => page.evaluate(() => window.ringdeskProbe.received());

/** Waits until the page hears this tone: by the spectrum, and by packets and energy that grew meanwhile. */
export async function hearsTone(page, hertz, { seconds = 15 } = {}) {
  const before = await received(page);
  return until(`a tone of ${hertz} Hz`, async () => {
    const [heard, now] = [await hear(page), await received(page)];
    const right = heard && Math.abs(heard.peakHz - hertz) <= 10 && heard.levelDb > -60;
    const grew = now.packets > before.packets + 10 && now.energy > before.energy + 0.001;
    if (right && grew) return { ...heard, packets: now.packets - before.packets };
    throw new Error(JSON.stringify({ heard, before, now }));
  }, { seconds });
}

/**
 * Looks at these tones five times a second until the last five looks fit: `fits({ tones, loudest })` gets the middle one of each level in
 * decibels, because a busy machine drops sound now and then, and that is heard as a crackle of all frequencies.
 */
export async function hearsLevels(page, what, hertz, fits, { seconds = 25 } = {}) {
  const looks = [];
  return until(what, async () => {
    looks.push(await page.evaluate((hertz) => window.ringdeskProbe.levels(hertz), hertz));
    if (looks.length > 5) looks.shift();
    const middle = (levels) => Math.round(levels.sort((a, b) => a - b)[2] ?? -120);
    const seen = {
      tones: hertz.map((_, at) => middle(looks.map(({ tones }) => tones[at]))),
      loudest: middle(looks.map(({ loudest }) => loudest)),
    };
    if (looks.length === 5 && fits(seen)) return seen;
    throw new Error(JSON.stringify({ hertz, ...seen }));
  }, { seconds, everyMs: 200 });
}

/**
 * Waits until the page hears all of `voices` and none of `others`, over all its connections. With no voices it waits for sound that is none
 * of the others: music. Nobody hears himself when his own tone is among the others.
 */
export function hearsOnly(page, voices, others, options) {
  const what = `${voices.map((hertz) => `${hertz} Hz`).join(" and ") || "music"} without ${others.join(", ") || "anything else"}`;
  return hearsLevels(page, what, [...voices, ...others], ({ tones, loudest }) => {
    const quiet = Math.max(-70, Math.min(0, ...tones.slice(0, voices.length)) - 40 * Math.sign(voices.length));
    return loudest > -50 && tones.every((level, at) => (at < voices.length ? level > -60 : level < quiet));
  }, options);
}

/** Waits for one second of received audio without energy: samples go on, energy does not. */
export async function hearsSilence(page, { seconds = 15 } = {}) {
  let mark = await received(page);
  return until("silence", async () => {
    const now = await received(page);
    if (now.energy - mark.energy > 0.0001) mark = now;
    return now.seconds - mark.seconds >= 1 ? now : null;
  }, { seconds });
}

/** Runs `send` and waits until exactly these digits were heard as tones. */
export async function hearsDigits(page, expected, send) {
  await page.evaluate(() => window.ringdeskProbe.collectDigits());
  await send();
  await until(`the digits ${expected}`, async () => {
    const heard = await page.evaluate(() => window.ringdeskProbe.digits.text);
    if (heard === expected) return true;
    throw new Error(`heard ${heard || "none"}`);
  });
}

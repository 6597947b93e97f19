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

  const ears = new Map();
  let context;
  const ear = (stream) => {
    const known = ears.get(stream.id);
    if (known) return known;
    context ??= new AudioContext();
    const copy = stream.clone();
    // Chromium feeds a remote track to WebAudio only while an element plays it, and counts no energy for a muted one.
    const player = new Audio();
    player.srcObject = copy;
    player.play();
    const analyser = context.createAnalyser();
    analyser.fftSize = 16_384;
    analyser.smoothingTimeConstant = 0;
    context.createMediaStreamSource(copy).connect(analyser);
    const fresh = { analyser, player };
    ears.set(stream.id, fresh);
    return fresh;
  };

  window.ringdeskProbe = {
    peers,
    /** The loudest frequency and the two loudest of the telephone keypad, with their levels. */
    hear(stream) {
      if (!stream) return null;
      const { analyser } = ear(stream);
      const bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      const width = context.sampleRate / analyser.fftSize;
      const level = (hertz) => {
        const middle = Math.round(hertz / width);
        return Math.max(...bins.subarray(Math.max(0, middle - 3), middle + 4));
      };
      let peak = 0;
      for (let bin = 1; bin < bins.length; bin += 1) if (bins[bin] > bins[peak]) peak = bin;
      return {
        peakHz: Math.round(peak * width),
        levelDb: Math.round(bins[peak]),
        rows: [697, 770, 852, 941].map(level).map(Math.round),
        columns: [1209, 1336, 1477, 1633].map(level).map(Math.round),
      };
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

/** Where a page keeps the stream of its call: an expression that is evaluated in the page. */
export const PHONE_STREAM = `document.querySelector("ringdesk-phone").phone?.calls.find((call) => call.remoteStream)?.remoteStream`;
export const MEET_STREAM = `document.querySelector("ringdesk-meet").phone?.calls.find((call) => call.remoteStream)?.remoteStream`;

const hear = (page, stream) => page.evaluate(`window.ringdeskProbe.hear(${stream})`);
export const received = (page) => page.evaluate(() => window.ringdeskProbe.received());

/** Waits until the page hears this tone: by the spectrum, and by packets and energy that grew meanwhile. */
export async function hearsTone(page, stream, hertz, { seconds = 15 } = {}) {
  const before = await received(page);
  return until(`a tone of ${hertz} Hz`, async () => {
    const [heard, now] = [await hear(page, stream), await received(page)];
    const right = heard && Math.abs(heard.peakHz - hertz) <= 10 && heard.levelDb > -60;
    const grew = now.packets > before.packets + 10 && now.energy > before.energy + 0.001;
    if (right && grew) return { ...heard, packets: now.packets - before.packets };
    throw new Error(JSON.stringify({ heard, before, now }));
  }, { seconds });
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

const KEYPAD = ["123A", "456B", "789C", "*0#D"];

/** The digit whose two tones sound together now, if any. */
export function digitOf({ rows, columns }) {
  const row = loudest(rows);
  const column = loudest(columns);
  return row === null || column === null ? null : KEYPAD[row][column];
}

function loudest(levels) {
  const order = levels.map((level, index) => ({ level, index })).sort((a, b) => b.level - a.level);
  // A digit is far above the rest; a voice or its skirts are not.
  return order[0].level > -50 && order[0].level - order[1].level > 12 ? order[0].index : null;
}

/** Collects digits from the tones in a stream while `send` runs, until `expected` was heard. */
export async function hearsDigits(page, stream, expected, send) {
  let heard = "";
  let last = null;
  const listening = until(`the digits ${expected}`, async () => {
    const now = await hear(page, stream);
    const digit = now && digitOf(now);
    if (digit && digit !== last) heard += digit;
    last = digit;
    if (heard === expected) return heard;
    throw new Error(`heard ${heard || "none"}, last ${JSON.stringify(now)}`);
  }, { everyMs: 20 });
  await Promise.all([listening, send()]);
  return heard;
}

//! The far sides of the tests: each has a tone for a voice and an ear that tells tones apart.

let stage;
const context = () => (stage ??= new AudioContext());

/** A stream with a steady tone. */
export function tone(hertz) {
  const voice = new OscillatorNode(context(), { frequency: hertz });
  const out = context().createMediaStreamDestination();
  voice.connect(new GainNode(context(), { gain: 0.3 })).connect(out);
  voice.start();
  return out.stream;
}

/** The level of one frequency in these samples (Goertzel), in decibels. */
function level(samples, hertz, rate) {
  const turn = 2 * Math.cos((2 * Math.PI * hertz) / rate);
  let [before, last] = [0, 0];
  for (let index = 0; index < samples.length; index += 1) {
    const window = 1 - Math.cos((2 * Math.PI * index) / samples.length);
    [before, last] = [last, samples[index] * window + turn * last - before];
  }
  const power = before * before + last * last - turn * before * last;
  return Math.round(10 * Math.log10((4 * power) / (samples.length * samples.length) + 1e-12));
}

const rounds = async (what, look, limit = 15_000) => {
  const end = performance.now() + limit;
  for (;;) {
    const answer = look();
    if (answer === true) return;
    if (performance.now() > end) throw new Error(`${what}: ${answer}`);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
};

/** Somebody at the other end of a peer connection. */
export class FarSide {
  constructor(hertz) {
    this.pc = new RTCPeerConnection();
    const stream = tone(hertz);
    this.pc.addTrack(stream.getAudioTracks()[0], stream);
    this.pc.ontrack = ({ track }) => this.hear(new MediaStream([track]));
  }

  /** Chromium feeds a remote track to WebAudio only while an element plays it. */
  hear(stream) {
    this.track = stream.getAudioTracks()[0];
    this.player = new Audio();
    this.player.muted = true;
    this.player.srcObject = stream;
    this.player.play();
    this.ear = new AnalyserNode(context(), { fftSize: 8192, smoothingTimeConstant: 0 });
    context().createMediaStreamSource(stream).connect(this.ear);
  }

  async answer(offer) {
    await this.pc.setRemoteDescription({ type: "offer", sdp: offer });
    await this.pc.setLocalDescription(await this.pc.createAnswer());
    while (this.pc.iceGatheringState !== "complete") {
      await new Promise((resolve) => this.pc.addEventListener("icegatheringstatechange", resolve, { once: true }));
    }
    return this.pc.localDescription.sdp;
  }

  /** The other way round. */
  async offer(direction) {
    this.pc.getTransceivers()[0].direction = direction;
    await this.pc.setLocalDescription(await this.pc.createOffer());
    while (this.pc.iceGatheringState !== "complete") {
      await new Promise((resolve) => this.pc.addEventListener("icegatheringstatechange", resolve, { once: true }));
    }
    return this.pc.localDescription.sdp;
  }

  accept(answer) {
    return this.pc.setRemoteDescription({ type: "answer", sdp: answer });
  }

  levels(tones) {
    const samples = new Float32Array(8192);
    this.ear?.getFloatTimeDomainData(samples);
    return [...tones].map((hertz) => level(samples, hertz, context().sampleRate));
  }

  /** Waits until all of these tones are heard and none of those. */
  async hears(these, butNot) {
    await rounds(`${these} and not ${butNot}`, () => {
      const [loud, quiet] = [this.levels(these), this.levels(butNot)];
      const right = loud.every((level) => level > -40) && quiet.every((level) => level < -60);
      return right || `${loud}; ${quiet}`;
    });
  }

  /** Waits until there is sound, whatever it is, without this tone. */
  async hearsMusic(butNot) {
    await rounds(`music and not ${butNot}`, () => {
      const samples = new Float32Array(8192);
      this.ear.getFloatTimeDomainData(samples);
      const loudest = Math.max(...samples.map(Math.abs));
      const [other] = this.levels([butNot]);
      return (loudest > 0.02 && other < -60) || `${loudest}; ${other}`;
    });
  }

  /** Notes every sample that comes from now on; the answer, asked later, is for how many seconds this tone was there. */
  note() {
    const [parts, rate] = [[], context().sampleRate];
    const reader = new MediaStreamTrackProcessor({ track: this.track.clone(), maxBufferSize: 1_000 }).readable.getReader();
    const read = async () => {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        const part = new Float32Array(value.numberOfFrames);
        value.copyTo(part, { planeIndex: 0, format: "f32-planar" });
        parts.push({ part, rate: value.sampleRate });
        value.close();
      }
    };
    read();
    this.seconds = (hertz) =>
      parts.reduce((sum, { part, rate }) => sum + (level(part, hertz, rate) > -35 ? part.length / rate : 0), 0);
  }

  close() {
    this.pc.close();
    this.player?.pause();
  }
}

/** The bytes of a WAV file with one tone after the other. */
export function wav(rate, channels, format, seconds, tones) {
  const frames = Math.round(rate * seconds);
  const bytes = new DataView(new ArrayBuffer(44 + frames * channels * 2));
  const text = (at, word) => [...word].forEach((letter, index) => bytes.setUint8(at + index, letter.charCodeAt(0)));
  text(0, "RIFF");
  bytes.setUint32(4, bytes.byteLength - 8, true);
  text(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, format, true);
  bytes.setUint16(22, channels, true);
  bytes.setUint32(24, rate, true);
  bytes.setUint32(28, rate * channels * 2, true);
  bytes.setUint16(32, channels * 2, true);
  bytes.setUint16(34, 16, true);
  text(36, "data");
  bytes.setUint32(40, frames * channels * 2, true);
  for (let index = 0; index < frames * channels; index += 1) {
    const frame = Math.floor(index / channels);
    const hertz = tones[Math.floor((frame * tones.length) / frames)];
    bytes.setInt16(44 + index * 2, Math.round(9_000 * Math.sin((2 * Math.PI * hertz * frame) / rate)), true);
  }
  return new Uint8Array(bytes.buffer);
}

const fetches = globalThis.fetch;

/** Answers the next requests with these bytes. The addresses that were asked for come back, as they would go out. */
export function serve(status, bytes) {
  const asked = [];
  globalThis.fetch = async (url) => {
    asked.push(new Request(url, { mode: "cors" }).url);
    return new Response(bytes, { status });
  };
  return asked;
}

export function serveNoMore() {
  globalThis.fetch = fetches;
}

/** Counts what is borrowed of the browser and not given back: contexts, cables, tracks that were made, elements that play. */
export class Ledger {
  constructor() {
    const ledger = this;
    this.contexts = new Set();
    this.cables = 0;
    this.tracks = [];
    this.sounds = new Set();
    const natives = (this.natives = {
      connect: AudioNode.prototype.connect,
      disconnect: AudioNode.prototype.disconnect,
      outlet: AudioContext.prototype.createMediaStreamDestination,
      start: AudioBufferSourceNode.prototype.start,
      stop: AudioBufferSourceNode.prototype.stop,
    });
    AudioNode.prototype.connect = function (...to) {
      ledger.cables += 1;
      ledger.contexts.add(this.context);
      return natives.connect.apply(this, to);
    };
    AudioNode.prototype.disconnect = function (...from) {
      natives.disconnect.apply(this, from);
      ledger.cables -= 1;
    };
    AudioContext.prototype.createMediaStreamDestination = function () {
      const node = natives.outlet.call(this);
      ledger.tracks.push(...node.stream.getTracks());
      return node;
    };
    AudioBufferSourceNode.prototype.start = function (...when) {
      ledger.sounds.add(this);
      return natives.start.apply(this, when);
    };
    AudioBufferSourceNode.prototype.stop = function (...when) {
      ledger.sounds.delete(this);
      return natives.stop.apply(this, when);
    };
  }

  /** What is lent out now. */
  lent() {
    const contexts = [...this.contexts].filter(({ state }) => state !== "closed").length;
    const tracks = this.tracks.filter(({ readyState }) => readyState === "live").length;
    return `${contexts} contexts, ${this.cables} cables, ${tracks} tracks, ${this.sounds.size} sounds`;
  }

  /** The browser plays nothing from now on, as before a click. */
  async silence() {
    this.natives.resume = AudioContext.prototype.resume;
    AudioContext.prototype.resume = () => new Promise(() => {});
    await Promise.all([...this.contexts].map((context) => context !== stage && context.suspend()));
  }

  /** The click. */
  click() {
    AudioContext.prototype.resume = this.natives.resume;
  }

  async allIsBack() {
    await rounds("all is given back", () => {
      const lent = this.lent();
      return lent === "0 contexts, 0 cables, 0 tracks, 0 sounds" || lent;
    });
  }

  close() {
    AudioNode.prototype.connect = this.natives.connect;
    AudioNode.prototype.disconnect = this.natives.disconnect;
    AudioContext.prototype.createMediaStreamDestination = this.natives.outlet;
    AudioBufferSourceNode.prototype.start = this.natives.start;
    AudioBufferSourceNode.prototype.stop = this.natives.stop;
  }
}

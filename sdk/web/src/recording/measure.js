// Sounds to record, and what is in a recording: for the tests.

/** A stream with one tone after the other, as `play` says. */
export class Tones {
  constructor() {
    this.context = new AudioContext();
    this.voice = this.context.createOscillator();
    const out = this.context.createMediaStreamDestination();
    this.voice.connect(out);
    this.voice.start();
    this.stream = out.stream;
  }

  /** The sound is taken away, as by a browser that runs out of something. */
  end() {
    for (const track of this.stream.getTracks()) track.stop();
  }

  /** Sounds at `hertz` for so long, by the clock of the sound itself. */
  async play(hertz, seconds) {
    await this.context.resume();
    this.voice.frequency.value = hertz;
    const clock = this.context.createConstantSource();
    const over = new Promise((resolve) => (clock.onended = resolve));
    clock.start();
    clock.stop(this.context.currentTime + seconds);
    await over;
  }
}

/** `[seconds, decibels at each of these frequencies]`. */
export async function measure(blob, hertz) {
  const sound = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(await blob.arrayBuffer());
  const samples = sound.getChannelData(0);
  const level = (tone) => {
    let [re, im] = [0, 0];
    samples.forEach((sample, at) => {
      const turn = (2 * Math.PI * tone * at) / sound.sampleRate;
      re += sample * Math.cos(turn);
      im += sample * Math.sin(turn);
    });
    return 20 * Math.log10(Math.hypot(re, im) / samples.length + 1e-9);
  };
  return [sound.duration, ...hertz.map(level)];
}

/** Takes something away from the window; the answer puts it back. */
export function without(name) {
  const own = Object.getOwnPropertyDescriptor(window, name);
  Object.defineProperty(window, name, { value: undefined, configurable: true });
  return () => (own ? Object.defineProperty(window, name, own) : delete window[name]);
}

//! What the bare page runs. Reloaded, it starts its phone again by itself.

/** Runs in the page before anything else. */
export function barePage() {
  if (!location.protocol.startsWith("http")) return;
  const snapshot = (call) => ({
    id: call.id, state: call.state, returning: call.returning, inboundLost: call.inboundLost, muted: call.muted, end: call.end,
  });

  const bare = (window.bare = {
    events: [],
    phone: undefined,

    note(type, detail = {}) {
      bare.events.push({ type, at: Date.now(), ...detail });
    },

    async start(options) {
      sessionStorage.setItem("bare", JSON.stringify(options));
      bare.note("start");
      const phone = (bare.phone = await (await import("/sdk/index.js")).createPhone(options));
      for (const type of ["connectionchange", "registrationchange", "error"]) {
        phone.addEventListener(type, ({ detail }) => bare.note(type, detail));
      }
      phone.addEventListener("incoming", ({ detail: { call } }) => {
        bare.note("incoming");
        bare.onIncoming?.(call);
      });
      phone.addEventListener("ended", ({ detail: { call } }) => bare.note("ended", snapshot(call)));
      await phone.connect();
      bare.note("connected");
    },

    async dial(target) {
      await bare.phone.dial(target);
    },

    call() {
      return bare.phone?.calls.at(-1);
    },

    snapshot() {
      return bare.phone?.calls.map(snapshot) ?? [];
    },

    /** Looks for sound on every connection, fifty times a second. Resolves with the first. */
    async listen() {
      const context = new AudioContext();
      const heard = new Map();
      const samples = new Float32Array(512);
      const silences = [];
      let [last, again] = [performance.now(), 0];
      bare.silentFor = () => performance.now() - last;
      bare.gaps = () => [...silences, performance.now() - last].filter((ms) => ms > 100).map(Math.round);
      let begin;
      const begun = new Promise((resolve) => (begin = resolve));
      // Since the last time that it was asked.
      bare.heardAgainAt = () => {
        const at = again;
        again = 0;
        return at;
      };
      setInterval(() => {
        let loud = false;
        for (const peer of window.ringdeskProbe.peers) {
          if (peer.connectionState === "closed") continue;
          for (const { track } of peer.getReceivers()) {
            if (track.kind !== "audio" || track.readyState !== "live") continue;
            if (!heard.has(track)) {
              const stream = new MediaStream([track.clone()]);
              const player = new Audio();
              player.srcObject = stream;
              player.play();
              const analyser = context.createAnalyser();
              analyser.fftSize = samples.length;
              context.createMediaStreamSource(stream).connect(analyser);
              heard.set(track, { analyser, player });
            }
            heard.get(track).analyser.getFloatTimeDomainData(samples);
            loud ||= samples.some((sample) => Math.abs(sample) > 0.02);
          }
        }
        if (!loud) return;
        const now = performance.now();
        if (begin) last = now;
        begin = begin?.();
        if (now - last > 100) silences.push(now - last);
        if (now - last > 500) again = Date.now();
        last = now;
      }, 20);
      return begun;
    },
  });

  const options = sessionStorage.getItem("bare");
  if (options) bare.start(JSON.parse(options)).catch((error) => bare.note("failed", { code: error.code ?? String(error) }));
  bare.isLoaded = true;
}

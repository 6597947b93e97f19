//! JsSIP as its documentation shows it.

import { mark, play, steer, wanted } from "./stage.js";
import JsSIP from "jssip";

const { server, user, domain, password, iceServers, extraHeaders = [], answersAtOnce } = wanted;
const options = { mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers }, extraHeaders };
const agent = new JsSIP.UA({
  sockets: [new JsSIP.WebSocketInterface(server)],
  uri: `sip:${user}@${domain}`,
  password,
});
let session;
agent.on("registered", () => mark("registered"));
agent.on("newRTCSession", (event) => {
  session = event.session;
  const watch = (peer) => peer.addEventListener("track", ({ streams }) => play(streams[0]));
  if (session.connection) watch(session.connection);
  else session.on("peerconnection", ({ peerconnection }) => watch(peerconnection));
  for (const end of ["ended", "failed"]) session.on(end, () => mark("ended"));
  session.on("confirmed", () => mark("confirmed"));
  if (event.originator !== "remote") return;
  mark("incoming");
  if (answersAtOnce) session.answer(options);
});
steer({
  dial: (target) => agent.call(target, options),
  answer: () => session.answer(options),
  hangUp: () => session.terminate(),
  watch: (from, to) => {
    for (let at = from; at < to; at += 1) {
      const subscriber = agent.subscribe(`sip:agent${at}@${domain}`, "presence", "application/pidf+xml", { expires: 3600 });
      subscriber.on("notify", () => mark("presence"));
      subscriber.subscribe();
    }
  },
});
agent.start();

//! Ringdesk as an application uses it.

import { mark, steer, wanted } from "./stage.js";
import { createPhone } from "ringdesk-sdk";

const { server, user, domain, password, iceServers } = wanted;
const phone = await createPhone({
  servers: [server],
  account: { uri: `sip:${user}@${domain}`, username: user, password },
  iceServers,
});
let call;
phone.addEventListener("registrationchange", () => {
  if (phone.registration === "registered") mark("registered");
});
phone.addEventListener("incoming", ({ detail }) => {
  call = detail.call;
  mark("incoming");
});
phone.addEventListener("ended", () => mark("ended"));
steer({
  dial: async (target) => (call = await phone.dial(target)),
  answer: () => call.answer(),
  hangUp: () => call.hangUp(),
  watch: (from, to) => {
    for (let agent = from; agent < to; agent += 1) {
      phone.watch(`sip:agent${agent}@${domain}`, "presence").then((watch) => watch.addEventListener("presence", () => mark("presence")));
    }
  },
});
phone.connect();

//! SIP.js as its documentation shows it. It neither comes back nor registers again by itself after a loss: the loop below
//! is the one of its SimpleUser.

import { mark, play, steer, wanted } from "./stage.js";
import { Inviter, Registerer, SessionState, Subscriber, UserAgent } from "sip.js";

const { server, user, domain, password, iceServers } = wanted;
const sessionDescriptionHandlerOptions = { constraints: { audio: true, video: false } };
let session;
let registerer;
let attempts = 0;

function watch(fresh) {
  session = fresh;
  session.stateChange.addListener((state) => {
    if (state === SessionState.Established) play(session.sessionDescriptionHandler.remoteMediaStream);
    if (state === SessionState.Terminated) mark("ended");
  });
  return session;
}

const agent = new UserAgent({
  uri: UserAgent.makeURI(`sip:${user}@${domain}`),
  transportOptions: { server },
  authorizationUsername: user,
  authorizationPassword: password,
  sessionDescriptionHandlerFactoryOptions: { peerConnectionConfiguration: { iceServers } },
  logBuiltinEnabled: false,
  delegate: {
    onInvite(invitation) {
      watch(invitation);
      mark("incoming");
    },
    onConnect: () => {
      attempts = 0;
      registerer.register({ requestDelegate: { onAccept: () => mark("registered") } });
    },
    onDisconnect: (error) => error && comeBack(),
  },
});

function comeBack() {
  attempts += 1;
  setTimeout(() => agent.reconnect().catch(comeBack), attempts === 1 ? 0 : 4000);
}

steer({
  dial: (target) => watch(new Inviter(agent, UserAgent.makeURI(target), { sessionDescriptionHandlerOptions })).invite(),
  answer: () => session.accept({ sessionDescriptionHandlerOptions }),
  hangUp: () => session.bye(),
  watch: (from, to) => {
    for (let at = from; at < to; at += 1) {
      const subscriber = new Subscriber(agent, UserAgent.makeURI(`sip:agent${at}@${domain}`), "presence");
      subscriber.delegate = {
        onNotify(notification) {
          notification.accept();
          mark("presence");
        },
      };
      subscriber.subscribe();
    }
  },
});
registerer = new Registerer(agent);
agent.start();

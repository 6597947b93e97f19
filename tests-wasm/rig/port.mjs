//! Who listens where on 127.0.0.1. `RIG_PORT` and `RIG_RTP` move all of it.

const BASE = Number(process.env.RIG_PORT ?? 15_000);
const RTP = Number(process.env.RIG_RTP ?? 30_000);

let nextNode = 0;
let nextPort = BASE + 400;
let nextRtp = RTP + 6000;

/** A port that nobody else in this run has. */
export const port = () => nextPort++;

/** RTP ports that nobody else in this run has, first and last. */
export function rtpRange(count = 40) {
  const first = nextRtp;
  nextRtp += count;
  return [first, first + count - 1];
}

/** The listeners of one more Kamailio node. */
export function nodePorts() {
  const index = nextNode++;
  return { sip: BASE + 60 + index, ws: BASE + 110 + index, wss: BASE + 160 + index };
}

/** What there is once. */
export const PORTS = {
  gateway: BASE + 210,
  ng: BASE + 220,
  turn: BASE + 230,
  rtpengine: [RTP, RTP + 4999],
  turnRelays: [RTP + 5000, RTP + 5199],
  gatewayRtp: RTP + 5200,
};

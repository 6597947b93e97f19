//! Three readers of SIP in one page.

import * as jssip from "jssip/lib/Parser.js";
import { Parser } from "sip.js/lib/core/messages/parser.js";
import init, { read } from "ringdesk-bench";

import { message } from "../message.mjs";

const silent = { warn() {}, error() {}, log() {}, debug() {} };
const reader = {
  ours: (frame) => read(frame) > 0,
  jssip: (frame) => jssip.parseMessage(frame, {}) !== undefined,
  sipjs: (frame) => Parser.parseMessage(frame, silent) !== undefined,
};
const frames = Object.fromEntries(["invite", "ok", "register"].map((kind) => [
  kind, Array.from({ length: 64 }, (_, n) => message(kind, n)),
]));

window.ready = init({ module_or_path: "/ringdesk_bench_bg.wasm" }).then(() => true);

/** Reads `count` frames; throws when one of them is not understood. */
window.parse = (library, kind, count) => {
  const [one, some] = [reader[library], frames[kind]];
  for (let at = 0; at < count; at += 1) {
    if (!one(some[at % some.length])) throw new Error(`${library} does not understand ${kind}`);
  }
};

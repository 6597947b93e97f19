//! Each row of the table: what is done in one round, by one library, and how long it takes in milliseconds.

import { LIBRARIES, byLibrary } from "./figure.mjs";
import { UNREACHABLE } from "./side.mjs";
import { Tunnel } from "./tunnel.mjs";

/** Pages that wait together. */
const AT_ONCE = 18;

/** Runs `turn(library, round)` for each library in turn, `rounds` times. */
export async function inTurns(rounds, turn) {
  const times = byLibrary(() => []);
  for (let round = 0; round < rounds; round += 1) {
    // Nobody goes first every time.
    const order = LIBRARIES.map((_, at) => LIBRARIES[(at + round) % LIBRARIES.length]);
    for (const library of order) times[library].push(await turn(library, round));
  }
  return times;
}

/** From the start of the page's navigation until the library says that it is registered. */
export const pageStart = (side, rounds) => inTurns(rounds, async (library, round) => {
  const phone = await side.phone(library, `start-${library}-${round}`);
  const time = (await phone.marked("registered")) - (await phone.page.evaluate(() => performance.timeOrigin));
  await phone.close();
  return time;
});

/** From the click on the page's button until the INVITE is given to the socket. */
export const clickToInvite = (side, rounds) => inTurns(rounds, async (library, round) => {
  const phone = await side.phone(library, `click-${library}-${round}`);
  const time = await click(phone);
  await phone.close();
  return time;
});

async function click(phone) {
  await phone.page.click("button");
  return (await phone.marked("invite")) - (await phone.marked("click"));
}

/** The same with a STUN server that never answers. Some wait for most of a minute, so many wait at once. */
export async function clickWithoutStun(side, rounds) {
  const times = byLibrary(() => []);
  const turns = Array.from({ length: rounds }, (_, round) => LIBRARIES.map((library) => ({ library, round }))).flat();
  while (turns.length > 0) {
    const waiting = [];
    for (const { library, round } of turns.splice(0, AT_ONCE)) {
      const phone = await side.phone(library, `stun-${library}-${round}`, { iceServers: UNREACHABLE });
      waiting.push(click(phone).then((time) => times[library].push(time)).finally(() => phone.close()));
      // The next page starts when this one has nothing more to do but to wait.
      await phone.marked("click");
    }
    await Promise.all(waiting);
  }
  return times;
}

/** From the click on "answer" until the first sample of the caller's voice is played. The caller is the same for all. */
export async function answerToAudio(side, rounds) {
  const caller = await side.phone("jssip", "caller", { extraHeaders: ["X-Media: direct"] });
  const times = await inTurns(rounds, async (library, round) => {
    const phone = await side.phone(library, `answer-${library}-${round}`);
    const ended = await caller.countOf("ended");
    await caller.does("dial", phone.uri);
    await phone.marked("incoming");
    const answered = await phone.page.evaluate(() => {
      window.listenFrom("audio");
      const at = performance.timeOrigin + performance.now();
      window.phone.answer();
      return at;
    });
    const time = (await phone.marked("audio")) - answered;
    await caller.does("hangUp");
    await caller.marked("ended", ended);
    await phone.close();
    return time;
  });
  await caller.close();
  return times;
}

/** From the moment the connection is reset until the library is registered again. */
export async function recovery(side, rounds) {
  const [phones, tunnels] = [{}, {}];
  for (const library of LIBRARIES) {
    const tunnel = (tunnels[library] = await Tunnel.to(side.node.ports.ws));
    phones[library] = await side.phone(library, `lost-${library}`, { server: `ws://127.0.0.1:${tunnel.port}` });
  }
  const times = await inTurns(rounds, async (library) => {
    const count = await phones[library].countOf("registered");
    const cut = performance.timeOrigin + performance.now();
    tunnels[library].cut();
    return (await phones[library].marked("registered", count)) - cut;
  });
  for (const library of LIBRARIES) {
    await phones[library].close();
    await tunnels[library].close();
  }
  return times;
}

/** What a page holds after so many calls that it answered, in bytes: JavaScript's heap and the buffers beside it, WebAssembly's too. */
export async function heapAfterCalls(side, calls) {
  const held = await Promise.all(LIBRARIES.map((library) => heapOf(side, library, calls)));
  return byLibrary((library) => held[LIBRARIES.indexOf(library)]);
}

async function heapOf(side, library, calls) {
  const caller = await side.phone("jssip", `often-${library}`, { extraHeaders: ["X-Media: direct"] });
  const phone = await side.phone(library, `heap-${library}`);
  const cdp = await phone.cdp();
  const held = async () => {
    await cdp.send("HeapProfiler.collectGarbage");
    const { usedSize, backingStorageSize = 0 } = await cdp.send("Runtime.getHeapUsage");
    return usedSize + backingStorageSize;
  };
  const before = await held();
  for (let call = 0; call < calls; call += 1) {
    await caller.does("dial", phone.uri);
    await phone.marked("incoming", call);
    await phone.does("answer");
    await caller.marked("confirmed", call);
    await caller.does("hangUp");
    await caller.marked("ended", call);
    await phone.marked("ended", call);
  }
  const after = await held();
  await phone.close();
  await caller.close();
  return { before, after };
}

//! What every page of the bench has: marks on the wire, on the ear, and one way to be steered. Import it before a library.

/** One clock for all pages and for the bench itself. */
export const now = () => performance.timeOrigin + performance.now();

const marks = (window.marks = {});
const waiting = [];

/** Notes that something happened; whoever waits for it is told. */
export function mark(name, at = now()) {
  (marks[name] ??= []).push(at);
  if (waiting.length === 0) return;
  for (const wait of waiting.filter((wait) => wait.name === name)) {
    waiting.splice(waiting.indexOf(wait), 1);
    wait.resolve(at);
  }
}

/** The next time that `name` is marked after its first `count` times. */
window.marked = (name, count = 0) =>
  marks[name]?.[count] ?? new Promise((resolve) => waiting.push({ name, resolve }));
window.countOf = (name) => marks[name]?.length ?? 0;

window.WebSocket = class extends WebSocket {
  send(data) {
    const text = typeof data === "string" ? data : new TextDecoder().decode(data);
    if (text.startsWith("INVITE ")) mark("invite");
    super.send(data);
  }
};

const peers = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...configuration) {
    super(...configuration);
    peers.push(this);
  }
};

/** Marks the first sample that is no silence, out of the loudspeaker's end of the youngest connection. */
window.listenFrom = (name) => {
  const { port1, port2 } = new MessageChannel();
  // A chain of messages is not throttled to 4 ms as timers are.
  port1.onmessage = () => {
    const peer = peers.findLast(({ connectionState }) => connectionState !== "closed");
    const [source] = peer?.getReceivers()[0]?.getSynchronizationSources() ?? [];
    if (source?.audioLevel > 0.01) return mark(name);
    setTimeout(() => port2.postMessage(0), 1);
  };
  port2.postMessage(0);
};

/** Plays a stream as an application does. */
export function play(stream) {
  const element = new Audio();
  element.srcObject = stream;
  element.play();
}

/** What the page was asked for in its address. */
export const wanted = JSON.parse(decodeURIComponent(location.hash.slice(1)) || "{}");

/**
 * A library's page: `dial(target)`, `answer()`, `hangUp()`. The button takes the click, so that a click is a click.
 */
export function steer(phone) {
  window.phone = phone;
  const button = document.createElement("button");
  button.textContent = "Call";
  button.addEventListener("click", (event) => {
    mark("click", performance.timeOrigin + event.timeStamp);
    phone.dial(wanted.target);
  });
  document.body.append(button);
}

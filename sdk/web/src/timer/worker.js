// Timers for a page whose own are throttled or late: a hidden tab's wait a second, later a minute.
const timers = new Map();

onmessage = ({ data: [id, wait] }) => {
  clearTimeout(timers.get(id));
  timers.delete(id);
  if (wait < 0) return;
  const ring = () => {
    timers.delete(id);
    postMessage(id);
  };
  timers.set(id, setTimeout(ring, wait));
};

// Whoever was asleep or frozen is told so on waking.
let last = Date.now();
setInterval(() => {
  const now = Date.now();
  if (now - last > 4000) postMessage(0);
  last = now;
}, 1000);

// What a browser has for recordings: a database, locks between tabs, downloads and uploads. What is done with them is
// decided in Rust; here these interfaces cost a third of the bytes.

const told = (target, good, bad) =>
  new Promise((resolve, reject) => {
    target["on" + good] = resolve;
    target["on" + bad] = () => reject(target.error);
  });

export async function open(name) {
  const asked = indexedDB.open(name, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(name);
  await told(asked, "success", "error");
  return asked.result;
}

/** One transaction: resolves with the last result when all is written. */
async function work(database, run) {
  const { name } = database;
  const transaction = database.transaction(name, "readwrite");
  const last = run(transaction.objectStore(name));
  await told(transaction, "complete", "abort");
  return last.result;
}

const partsOf = (id) => IDBKeyRange.bound([id], [id, []]);

/** Writes facts under their id, and the parts from `first` on under `[id, number]`. */
export const save = (database, facts, first, parts) =>
  work(database, (store) => {
    parts.forEach((part, at) => store.put(part, [facts.id, first + at]));
    return store.put(facts, facts.id);
  });

/** The facts of one, or of all, oldest first: an array comes after every string (Indexed Database §2.4). */
export const all = (database, id) => work(database, (store) => store.getAll(id ?? IDBKeyRange.bound("", [])));

export const sound = async (database, id, type) =>
  new Blob(await work(database, (store) => store.getAll(partsOf(id))), { type });

export const remove = (database, id) =>
  work(database, (store) => {
    store.delete(partsOf(id));
    return store.delete(id);
  });

/** The facts of a recording that begins. Later ones sort after earlier ones; the rest of the id tells two tabs apart. */
export const begin = (callId, number, name) => {
  const startedMs = Date.now();
  const [random] = crypto.getRandomValues(new Uint32Array(1));
  return { id: `${startedMs}-${random}`, callId, number, name, startedMs, durationMs: 0, state: "running" };
};

/** Resolves with what gives the recording free again, or with nothing while somebody, in whatever tab, works on it. */
export const own = (id) =>
  new Promise((tell) =>
    navigator.locks
      .request("ringdesk recording " + id, { ifAvailable: true }, (lock) => lock && new Promise((free) => tell(free)))
      .then(() => tell(), () => tell()),
  );

/** Where a recording goes to: `{key}` stands for what it has under that key. */
export const address = (url, facts) =>
  (url.includes("{") ? url : url + "/{id}").replace(/{(\w+)}/g, (_, key) => encodeURIComponent(facts[key] ?? ""));

export async function put(url, headers, facts, body) {
  if (!(await fetch(address(url, facts), { method: "PUT", headers, body })).ok) throw 0;
}

export async function download(name, sound) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(sound);
  // `audio/webm;codecs=opus` is a file of the type `webm`.
  link.download = name + "." + sound.type.split(/[/;]/)[1];
  link.click();
  // The browser may read it once more after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

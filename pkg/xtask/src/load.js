/**
 * The end of the glue, in place of wasm-bindgen's: fetches the module, unpacks what `pack.rs` has packed, starts it.
 * A module that was not packed is started as it is.
 */

/** The WebAssembly module that `pack.rs` has put into a section of this one, which can unpack it. */
export async function unpack(unpacker, section) {
  const { memory, unpack } = (await WebAssembly.instantiate(unpacker)).exports;
  const packed = memory.buffer.byteLength;
  const out = packed + section.byteLength;
  // Room for both: no module is twice as large as what it was packed into.
  memory.grow((section.byteLength * 3 >> 16) + 1);
  new Uint8Array(memory.buffer).set(new Uint8Array(section), packed);
  return new Uint8Array(memory.buffer, out, unpack(packed, out) - out);
}

async function unpacked(source) {
  source = await source;
  if (typeof source === "string" || source instanceof URL) source = await fetch(source);
  if (source instanceof Response) {
    if (!source.ok) throw new Error(`${source.status} ${source.url}`);
    source = await source.arrayBuffer();
  }
  let module = await WebAssembly.compile(source);
  const [section] = WebAssembly.Module.customSections(module, "ringdesk");
  if (section) module = await WebAssembly.compile(await unpack(module, section));
  return __wbg_finalize_init(await WebAssembly.instantiate(module, __wbg_get_imports()), module);
}

let started;
export default function init({ module_or_path }) {
  started ??= unpacked(module_or_path);
  started.catch(() => (started = undefined));
  return started;
}

/**
 * The end of the glue, in place of wasm-bindgen's: fetches the module, unpacks what `pack.rs` has packed, starts it.
 * A module that was not packed is started as it is.
 */

/** Streams by their number, as in `pack.rs`. */
const BEFORE = 0, BEHIND = 1, TABLES = 2, LOCALS = 3, OPCODES = 4, ODD = 5, STREAMS = 17;
const LITERAL = 1;

/** The WebAssembly module that `packed` was made from. */
export function unpack(packed) {
  const head = new DataView(packed.buffer, packed.byteOffset);
  const out = new Uint8Array(packed.length * 2);
  /** Where each stream is read next. */
  const at = [(STREAMS + 1) * 4];
  for (let stream = 0; stream < STREAMS; stream += 1) at.push(at[stream] + head.getUint32(stream * 4, true));
  const tables = at[TABLES];
  let functions = head.getUint32(STREAMS * 4, true);
  let to = 0;

  const copy = (stream, count) => {
    while (count--) out[to++] = packed[at[stream]++];
  };
  const copyNumber = (stream) => {
    let from = at[stream];
    while ((out[to++] = packed[from++]) > 127);
    at[stream] = from;
  };
  const write = (number) => {
    for (; number > 127; number >>= 7) out[to++] = number | 128;
    out[to++] = number;
  };
  /** Writes what `fill` writes, behind its length. */
  const measured = (fill) => {
    const start = (to += 5);
    fill();
    const end = to;
    to = start - 5;
    write(end - start);
    out.copyWithin(to, start, end);
    to += end - start;
  };
  const body = () => {
    copy(LOCALS, 1);
    for (let runs = out[to - 1] * 2; runs--; ) copyNumber(LOCALS);
    for (let depth = 1; depth; ) {
      const entry = tables + packed[at[OPCODES]++];
      const opcode = (out[to++] = packed[entry]);
      const kind = packed[entry + 256];
      if (opcode > 1 && opcode < 5) depth += 1;
      if (opcode === 11) depth -= 1;
      // A load's or store's alignment is a hint that no engine takes: none was packed.
      if (opcode > 39 && opcode < 63) out[to++] = 0;
      if (kind === LITERAL) out[to++] = packed[entry + 512];
      else if (kind === ODD) copy(ODD, packed[at[ODD]++]);
      else if (kind) copyNumber(kind);
    }
  };

  copy(BEFORE, at[BEHIND] - at[BEFORE]);
  out[to++] = 10;
  measured(() => {
    write(functions);
    while (functions--) measured(body);
  });
  copy(BEHIND, tables - at[BEHIND]);
  return out.subarray(0, to);
}

async function unpacked(source) {
  source = await source;
  if (typeof source === "string" || source instanceof URL) source = await fetch(source);
  if (source instanceof Response) {
    if (!source.ok) throw new Error(`${source.status} ${source.url}`);
    source = await source.arrayBuffer();
  }
  let module = await WebAssembly.compile(source);
  const [packed] = WebAssembly.Module.customSections(module, "ringdesk");
  if (packed) module = await WebAssembly.compile(unpack(new Uint8Array(packed)));
  return __wbg_finalize_init(await WebAssembly.instantiate(module, __wbg_get_imports()), module);
}

let started;
export default function init({ module_or_path }) {
  started ??= unpacked(module_or_path);
  started.catch(() => (started = undefined));
  return started;
}

/** What is loaded when an element is needed: the WebAssembly module, its style sheet, the SDK's classes. */
import init, { mountMeet, mountPhone, stylesheet } from "../generated/ringdesk_widget.js";
import type { RawPhone } from "../generated/ringdesk_widget.js";
import { Phone } from "@ringdesk/sdk/phone";

export { mountMeet, mountPhone };

let sheet: CSSStyleSheet | undefined;
const elements = new Set<() => void>();

/** Starts the module. */
export async function ready(): Promise<void> {
  await init({ module_or_path: new URL("./ringdesk_widget_bg.wasm", import.meta.url) });
  globalThis.addEventListener("error", watchForPanic);
}

/** A panic is our bug, and a trap of the module: nothing of it may be called afterwards. */
function watchForPanic(event: ErrorEvent): void {
  const trap: unknown = event.error;
  if (!(trap instanceof WebAssembly.RuntimeError) || !/ringdesk/.test(trap.stack ?? "")) return;
  for (const failed of elements) failed();
  elements.clear();
}

/** Adopts the style sheet that all elements share. */
export function style(root: ShadowRoot): void {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(stylesheet());
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}

/** Calls `failed` if the module fails beyond repair; the answer takes that back. */
export function watch(failed: () => void): () => void {
  elements.add(failed);
  return () => elements.delete(failed);
}

/** The SDK's object over a handle of the module. */
export function phoneOf(raw: RawPhone): Phone {
  return new (Phone as unknown as new (raw: RawPhone) => Phone)(raw);
}

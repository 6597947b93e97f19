/** What both elements have in common. */
import { tell } from "./event.js";

/** On a server there are no elements; importing must work there all the same. */
export const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

type Inside = typeof import("./inside.js");
let loading: Promise<Inside> | undefined;

/** Loads the WebAssembly module, once for all elements of the page. */
export function load(): Promise<Inside> {
  loading ??= import("./inside.js").then(async (inside) => {
    await inside.ready();
    return inside;
  });
  loading.catch(() => (loading = undefined));
  return loading;
}

/** The element could not be brought to life. */
export function notLoaded(element: EventTarget, cause: unknown): void {
  console.error(cause);
  const message = "The phone's WebAssembly module could not be loaded.";
  tell(element, "ringdesk-error", { code: "internal.not-loaded", message });
}

/** The language of an element: its own, else that of the page around it, else the browser's. */
export function languageOf(element: Element): string {
  const given = element.closest("[lang]")?.getAttribute("lang");
  return given || document.documentElement.lang || navigator.language || "en";
}

/** Properties that were set before the element was defined hide the accessors; this sets them properly. */
export function upgrade<T extends HTMLElement>(element: T, ...names: (keyof T)[]): void {
  for (const name of names) {
    if (!Object.hasOwn(element, name)) continue;
    const value = element[name];
    delete element[name];
    element[name] = value;
  }
}

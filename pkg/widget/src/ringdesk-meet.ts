/** `<ringdesk-meet>`: a customer's call button. It costs the page only this file until it is pressed. */
import { Base, languageOf, load, notLoaded, upgrade } from "./element.js";
import { tell, type RingdeskEventMap } from "./event.js";
import type { Account } from "./ringdesk-phone.js";

/** What the endpoint gives a guest. */
export interface Guest extends Account {
  /** Whom the guest may call. */
  target: string;
  queue?: { name: string };
}

/** Where the customer's call is. */
export type MeetState = "idle" | "name" | "connecting" | "calling" | "waiting" | "in-call" | "ended" | "failed";

interface Caller {
  name: string;
  account: Guest;
}

type Inside = Awaited<ReturnType<typeof load>>;

const LABEL: Record<string, string> = { en: "Voice meet", ko: "음성 상담", ja: "音声で相談" };
// Lucide's phone, ISC License, see the module's icon list.
const ICON =
  "M13.832 16.568a1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 6.392 6.384";
const CSS = `
:host { display: inline-block; max-inline-size: 100%; vertical-align: top; }
:host([hidden]) { display: none; }
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
button.call {
  display: flex; align-items: center; justify-content: center; gap: 10px; box-sizing: border-box;
  inline-size: 100%; min-block-size: 48px; margin: 0; padding: 8px 24px 8px 20px; border: 0; border-radius: 8px; cursor: pointer;
  font: 600 15px/20px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Apple SD Gothic Neo", "Malgun Gothic", "Hiragino Sans", "Yu Gothic UI", sans-serif;
  color: light-dark(#fff, #10131b); background: var(--ringdesk-accent, light-dark(#2f4fd0, #93a7ff));
}
button.call:hover { filter: brightness(0.94); }
button.call:focus-visible { outline: 2px solid var(--ringdesk-accent, light-dark(#2f4fd0, #93a7ff)); outline-offset: 2px; }
button.call[aria-busy="true"] { cursor: progress; opacity: 0.7; }
button.call[hidden] { display: none; }
button.call svg { inline-size: 20px; block-size: 20px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
`;
let sheet: CSSStyleSheet | undefined;

export class RingdeskMeet extends Base {
  static readonly observedAttributes = ["lang"];

  #name: string | undefined;
  #button: HTMLButtonElement | undefined;
  #label: Text | undefined;
  #mounted: ReturnType<Inside["mountMeet"]> | undefined;
  #root: HTMLElement | undefined;
  #unwatch: (() => void) | undefined;
  #internals: ElementInternals | undefined;
  /** Who calls, with which account. */
  #caller: Caller | undefined;

  /** The customer's name; asked for when there is none. */
  get customerName(): string {
    return this.#name ?? this.getAttribute("name") ?? "";
  }
  set customerName(value: string) {
    this.#name = value;
  }

  connectedCallback(): void {
    upgrade(this, "customerName");
    if (!this.#button) {
      this.#draw();
      this.addEventListener("ringdesk-state", (event) =>
        this.#keep((event as RingdeskEventMap["ringdesk-state"]).detail.state),
      );
      this.#caller = this.#kept();
      // The page was reloaded in a call, which waits for nobody's click.
      if (this.#caller) void this.#press();
    }
    this.#say();
  }

  disconnectedCallback(): void {
    // A move is a disconnect and a connect: a call lives through that.
    queueMicrotask(() => {
      if (!this.isConnected) this.#unmount();
    });
  }

  attributeChangedCallback(): void {
    if (this.#button) this.#say();
    this.#mounted?.setLanguage(languageOf(this), this.#title());
  }

  /** The page's own words in the tag, else ours. */
  #title(): string {
    return this.textContent?.trim() || LABEL[languageOf(this).slice(0, 2)] || LABEL.en!;
  }

  #say(): void {
    if (this.#label) this.#label.data = this.#title();
  }

  #draw(): void {
    const shadow = this.attachShadow({ mode: "open" });
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
    }
    shadow.adoptedStyleSheets = [sheet];
    const button = document.createElement("button");
    button.type = "button";
    button.className = "call";
    button.part.add("button");
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", ICON);
    svg.append(path);
    this.#label = document.createTextNode("");
    button.append(svg, this.#label);
    button.addEventListener("click", () => void this.#press());
    this.#button = button;
    shadow.append(button);
  }

  async #press(): Promise<void> {
    const button = this.#button;
    if (!button || this.#mounted || button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    try {
      this.#mount(await load());
    } catch (cause) {
      notLoaded(this, cause);
    } finally {
      button.ariaBusy = null;
    }
  }

  #mount(inside: Inside): void {
    const shadow = this.shadowRoot;
    if (!shadow || this.#mounted || !this.isConnected) return;
    inside.style(shadow);
    this.#root = document.createElement("div");
    this.#root.className = "root";
    shadow.append(this.#root);
    this.#button!.hidden = true;
    this.#internals ??= this.attachInternals();
    this.#internals.states.add("open");
    const ask = (name: string) => this.#ask(name);
    this.#mounted = inside.mountMeet(this.#root, this, languageOf(this), this.#title(), ask, () => this.#close());
    this.#unwatch = inside.watch(() => {
      this.#mounted = undefined;
      this.#close();
      tell(this, "ringdesk-error", { code: "internal.panic", message: "The call failed. Reload the page." });
    });
    if (this.#caller) this.#mounted.resume(this.#caller.name, this.#caller.account);
    else if (this.customerName.trim()) this.#mounted.start(this.customerName.trim());
  }

  /** Asks the page's server for a guest's account. What is thrown carries a `code`. */
  async #ask(name: string): Promise<Guest> {
    const body = JSON.stringify({ name, queue: this.getAttribute("queue") ?? undefined });
    const request = { method: "POST", headers: { "Content-Type": "application/json" }, body };
    const response = await fetch(this.getAttribute("endpoint") ?? "/api/guest", request).catch(() => {
      throw { code: "transport.refused" };
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok && answer) {
      this.#caller = { name, account: answer as Guest };
      // A long call has another account by now.
      if (this.#store()?.getItem(this.#key())) this.#keep("in-call");
      return this.#caller.account;
    }
    const given = (answer as { error?: unknown } | undefined)?.error;
    throw { code: typeof given === "string" ? given : response.status === 429 ? "guest.rate-limited" : "guest.failed" };
  }

  #key(): string {
    return `ringdesk-meet ${this.getAttribute("queue") ?? ""}`;
  }

  /** The tab's own storage; a page may not be allowed to have one. */
  #store(): Storage | undefined {
    try {
      return sessionStorage;
    } catch {
      return undefined;
    }
  }

  /** Keeps the account of a running call, and no other, for the page after a reload. */
  #keep(state: string): void {
    if (state === "in-call" && this.#caller) this.#store()?.setItem(this.#key(), JSON.stringify(this.#caller));
    else if (state !== "connecting") this.#store()?.removeItem(this.#key());
  }

  /** The account that the page before left, while it can be used. */
  #kept(): Caller | undefined {
    const kept = this.#store()?.getItem(this.#key());
    if (!kept) return undefined;
    const caller = JSON.parse(kept) as Caller;
    if (Date.parse(caller.account.expiresAt ?? "") > Date.now()) return caller;
    this.#keep("idle");
    return undefined;
  }

  /** Back to the button. Deferred: the module may be the one who asks, from within. */
  #close(): void {
    queueMicrotask(() => {
      if (!this.#root) return;
      this.#unmount();
      this.#button?.focus({ preventScroll: true });
      tell(this, "ringdesk-state", { state: "idle" });
    });
  }

  #unmount(): void {
    this.#keep("idle");
    this.#caller = undefined;
    this.#unwatch?.();
    this.#mounted?.free();
    this.#mounted = undefined;
    this.#root?.remove();
    this.#root = undefined;
    this.#internals?.states.delete("open");
    if (this.#button) this.#button.hidden = false;
  }
}

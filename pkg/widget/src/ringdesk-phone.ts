/** `<ringdesk-phone>`: the agent's phone. */
import type { Phone, PhoneOptions } from "@ringdesk/sdk";
import { Base, languageOf, load, notLoaded, upgrade } from "./element.js";
import { tell } from "./event.js";

/** A short-lived SIP account. */
export interface Account {
  /** The address of record, `sip:mina@example.com`. */
  uri: string;
  displayName?: string;
  username: string;
  password: string;
  /** ISO 8601. A fresh account is asked for one minute before. */
  expiresAt?: string;
  /** WebSocket addresses, best first. */
  servers: string[];
  iceServers?: RTCIceServer[];
}

/** A helpdesk with Zendesk's API, and what only the page knows. */
export interface Helpdesk {
  /** Where `/api/v2` is; empty for the page's own origin. */
  baseUrl: string;
  /** The header fields of the sign-in, asked for every request. */
  headers(): Record<string, string>;
  /** Colleagues (and contacts) that a text in the dial field may mean. */
  directory?(text: string): Suggestion[] | Promise<Suggestion[]>;
  /** The account's latest calls, as `GET /api/calls` of the exchange gives them. */
  recent?(): unknown;
}

/** One suggestion under the dial field. */
export interface Suggestion {
  name: string;
  number: string;
  kind?: "colleague" | "contact";
}

type Inside = Awaited<ReturnType<typeof load>>;

export class RingdeskPhone extends Base {
  static readonly observedAttributes = ["lang", "mode", "announcement-text"];

  #credentials: (() => Account | Promise<Account>) | undefined;
  #helpdesk: Helpdesk | undefined;
  #options: Partial<PhoneOptions> | undefined;
  #mounted: ReturnType<Inside["mountPhone"]> | undefined;
  #phoneOf: Inside["phoneOf"] | undefined;
  #phone: Phone | undefined;
  #unwatch: (() => void) | undefined;

  /** Gives a short-lived account: asked at every log-in and before it expires. */
  get credentials() {
    return this.#credentials;
  }
  set credentials(value: (() => Account | Promise<Account>) | undefined) {
    this.#credentials = value;
    this.#mounted?.setCredentials(value, this.#given());
  }

  /** Options of the SDK's phone, over what the attributes say. To be set before `credentials`. */
  get options() {
    return this.#options;
  }
  set options(value: Partial<PhoneOptions> | undefined) {
    this.#options = value;
  }

  /** Where tickets and contacts are. Without it the phone has none. */
  get helpdesk() {
    return this.#helpdesk;
  }
  set helpdesk(value: Helpdesk | undefined) {
    this.#helpdesk = value;
    this.#mounted?.setHelpdesk(value);
  }

  /** The SDK's phone behind this element, once it has credentials and is drawn. */
  get phone(): Phone | undefined {
    const raw = this.#phone ? undefined : this.#mounted?.phone();
    if (raw) this.#phone = this.#phoneOf?.(raw);
    return this.#phone;
  }

  /** Calls a number, a name or an address, as if it had been typed. */
  dial(number: string): void {
    this.#mounted?.dial(number);
  }

  connectedCallback(): void {
    upgrade(this, "options", "credentials", "helpdesk");
    if (this.#mounted) return;
    load().then(
      (inside) => this.#mount(inside),
      (cause: unknown) => notLoaded(this, cause),
    );
  }

  disconnectedCallback(): void {
    // A move is a disconnect and a connect: the phone, and a call on it, live through that.
    queueMicrotask(() => {
      if (!this.isConnected) this.#unmount();
    });
  }

  attributeChangedCallback(): void {
    this.#mounted?.setMode(this.getAttribute("mode") ?? "");
    this.#mounted?.setLanguage(languageOf(this));
    this.#mounted?.setAnnouncement(this.getAttribute("announcement-text") ?? "");
  }

  /** The attributes as options of the phone. */
  #given(): object {
    const text = (name: string) => this.getAttribute(name) ?? undefined;
    const pause = text("recording-pause");
    const recording = text("recording") && {
      mode: text("recording"),
      by: text("recording-by"),
      pauseResumesAfterMs: pause && Number(pause) * 1000,
    };
    const profile = {
      endWhileHeld: false,
      muteOnJoin: this.hasAttribute("mute-on-join"),
      secondLineEnded: text("consult-ended"),
    };
    return {
      profile: text("profile") ?? profile,
      secondCall: text("second-call"),
      holdMusic: text("hold-music"),
      announcement: text("announcement"),
      recording,
      ...this.#options,
    };
  }

  /** Asks the page's directory; with a number, keeps it with those in frequent use, or without a name no longer. */
  async #ask(text?: string, number?: string, name?: string): Promise<unknown> {
    const url = this.getAttribute("directory");
    if (!url) return undefined;
    const headers = { "Content-Type": "application/json", ...this.#helpdesk?.headers() };
    const answer = await (number === undefined
      ? fetch(`${url}?q=${encodeURIComponent(text ?? "")}`, { headers })
      : name === undefined
        ? fetch(`${url}/frequent/${encodeURIComponent(number)}`, { method: "DELETE", headers })
        : fetch(`${url}/frequent`, { method: "POST", headers, body: JSON.stringify({ name, number }) }));
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.status === 204 ? undefined : answer.json();
  }

  #mount(inside: Inside): void {
    if (this.#mounted || !this.isConnected) return;
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    inside.style(shadow);
    const root = document.createElement("div");
    root.className = "root";
    shadow.replaceChildren(root);
    this.#mounted = inside.mountPhone(root, this, languageOf(this));
    this.#phoneOf = inside.phoneOf;
    this.#unwatch = inside.watch(() => {
      this.#mounted = undefined;
      tell(this, "ringdesk-error", { code: "internal.panic", message: "The phone failed. Reload the page." });
    });
    this.attributeChangedCallback();
    this.#mounted.setDirectory((text?: string, number?: string, name?: string) => this.#ask(text, number, name));
    this.#mounted.setHelpdesk(this.#helpdesk);
    this.#mounted.setCredentials(this.#credentials, this.#given());
  }

  #unmount(): void {
    this.#unwatch?.();
    this.#mounted?.free();
    this.#mounted = this.#phone = undefined;
    this.shadowRoot?.replaceChildren();
  }
}

// <doorstep-tracking>: an order's parcels on any page. How to use it: functions/track/widget.md. Every text is set as text, never
// as HTML, and the style sheet is made by script, so that a foreign page's policy (CSP) has nothing to allow but this file and its
// address. The server puts the words in.
(() => {
  "use strict";
  const NAME = "doorstep-tracking";
  if (!globalThis.customElements || customElements.get(NAME)) return; // two copies of this file are one
  const WORDS = {/*words*/};
  const SELF = document.currentScript; // or what a shop's page names so: <img name="currentScript"> stands in front of the real one
  const HOME = SELF instanceof HTMLScriptElement ? new URL(SELF.src).origin : "";
  const EVERY = 60000, LONGEST = 900000; // milliseconds between two looks; after failures up to the second
  const PLACE = ["token", "src", "base", "brand"];
  const THEME = ["accent", "ink", "surface", "line", "font", "radius"].map((t) => "theme-" + t);
  const CSS = `:host{display:block}
:host([hidden]){display:none}
section{--a:var(--doorstep-accent,currentColor);--l:var(--doorstep-line,color-mix(in srgb,currentColor 22%,transparent));font:inherit;font-family:var(--doorstep-font,inherit);line-height:1.5;color:var(--doorstep-ink,inherit);background:var(--doorstep-surface,transparent);border:1px solid var(--l);border-radius:var(--doorstep-radius,.75rem);padding:1.25rem;overflow-wrap:anywhere}
*{box-sizing:border-box;margin:0}
h1,h2,h3,h4,h5,h6{font-size:1em;line-height:1.3;font-weight:650}
.title,.eyebrow,.place,.next,.note,.label{font-size:.875em}
.title{font-weight:600}
.parcel{margin-block-start:1rem}
.parcel+.parcel{padding-block-start:1rem;border-block-start:1px solid var(--l)}
.headline{font-size:1.375em;font-weight:680;letter-spacing:-.01em}
.rail{display:flex;gap:.25rem;margin-block:.75rem}
.rail i{flex:1;height:.375rem;border-radius:1rem;background:var(--l)}
.rail .done{background:var(--a)}
.when{margin-block-start:.5rem}
.label{display:block}
.date{font-size:1.125em}
.next,.place{margin-block-start:.375rem}
.hide{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.status:empty{display:none}
.parcels:empty~.link{margin:0}
.link{display:inline-block;margin-block-start:.75rem;padding-block:.375rem;color:var(--a);font-weight:600;text-underline-offset:.2em}
.link:focus-visible{outline:3px solid var(--a);outline-offset:3px;border-radius:2px}
@media(forced-colors:active){.rail i{border:1px solid}.rail .done{background:Highlight}}`;

  // make gives an element that is styled, and can be styled from outside, by its name.
  const make = (tag, name, text) => {
    const e = document.createElement(tag);
    if (name) e.className = name, e.setAttribute("part", name);
    if (text) e.textContent = text;
    return e;
  };

  let sheet;
  const dress = (root) => {
    try {
      if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(CSS);
      root.adoptedStyleSheets = [sheet];
    } catch { // browsers before 2023
      root.append(Object.assign(document.createElement("style"), { textContent: CSS }));
    }
  };

  class Tracking extends HTMLElement {
    static observedAttributes = [...PLACE, "lang", "level", ...THEME];
    #box = make("section", "box");
    #title; #parcels = make("div", "parcels"); #status = make("p", "status"); #link = make("a", "link");
    #timer; #asking; #seen = ""; #fails = 0; #at = 0; #over = false; #woken;

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      dress(root);
      this.#status.setAttribute("role", "status");
      this.#link.rel = "noreferrer noopener";
      this.#box.append(this.#parcels, this.#status, this.#link);
      root.append(this.#box);
    }

    connectedCallback() {
      for (const name of PLACE) { // set before this file was there
        if (Object.hasOwn(this, name)) {
          const value = this[name];
          delete this[name];
          this[name] = value;
        }
      }
      this.#woken = () => {
        const rested = Date.now() - this.#at >= (this.#fails ? 5000 : EVERY);
        if (document.visibilityState === "visible" && !this.#over && rested) this.#load();
      };
      document.addEventListener("visibilitychange", this.#woken);
      addEventListener("online", this.#woken);
      this.#begin();
    }

    disconnectedCallback() {
      document.removeEventListener("visibilitychange", this.#woken);
      removeEventListener("online", this.#woken);
      this.#stop();
    }

    attributeChangedCallback(name, before, value) {
      if (before === value) return;
      if (name.startsWith("theme-")) {
        this.#box.style.setProperty("--doorstep-" + name.slice(6), value);
      } else if (this.isConnected) {
        this.#begin();
      }
    }

    #stop() {
      clearTimeout(this.#timer);
      this.#asking?.abort();
    }

    // begin starts anew: another order, another language.
    #begin() {
      this.#stop();
      this.#fails = 0;
      this.#seen = "";
      this.#over = false;
      this.#parcels.replaceChildren();
      this.#link.hidden = true;
      this.#title?.remove();
      const url = this.#address();
      if (url) {
        this.#say(this.#word("loading"));
        this.#load();
        return;
      }
      this.#over = true;
      this.#say("");
      const base = this.#base();
      if (!base || this.token || this.src) return this.#say(this.#word("missing"));
      const find = new URL("/track", base);
      if (this.brand) find.searchParams.set("brand", this.brand);
      this.#lead(find, this.#word("find"));
    }

    #base() {
      try {
        const url = new URL(this.base || HOME, location.href);
        return /^https?:$/.test(url.protocol) ? url : null;
      } catch {
        return null;
      }
    }

    // address gives the page of the order; null when the attributes name none.
    #address() {
      try {
        const base = this.#base();
        const url = this.src ? new URL(this.src, location.href) : this.token && base && new URL("/t/" + encodeURIComponent(this.token), base);
        if (!url || !/^https?:$/.test(url.protocol)) return null;
        url.pathname = url.pathname.replace(/\.json$/, "");
        if (this.lang) url.searchParams.set("lang", this.lang);
        return url;
      } catch {
        return null;
      }
    }

    async #load() {
      const page = this.#address();
      if (!page) return;
      this.#stop();
      const asking = this.#asking = new AbortController();
      this.#at = Date.now();
      try {
        const data = new URL(page);
        data.pathname += ".json";
        const answer = await fetch(data, { credentials: "omit", referrerPolicy: "no-referrer", signal: asking.signal });
        if (answer.status === 404 || answer.status === 410) {
          this.#over = true;
          this.#parcels.replaceChildren();
          this.#link.hidden = true;
          this.#seen = "";
          this.#say(this.#word("missing"));
          return;
        }
        if (!answer.ok) throw answer.status;
        const body = await answer.json();
        if (asking !== this.#asking) return;
        this.#show(body.display, page);
        this.#fails = 0;
      } catch {
        if (asking.signal.aborted) return;
        this.#fails++;
        this.#say(this.#word("offline"));
      }
      this.#timer = setTimeout(() => {
        if (document.visibilityState === "visible") this.#load(); // else the page that comes back asks
      }, Math.min(EVERY * 2 ** this.#fails, LONGEST));
    }

    #show(d, page) {
      const seen = JSON.stringify(d);
      if (seen === this.#seen) return this.#say("");
      const first = !this.#seen;
      this.#seen = seen;
      this.#box.lang = d.lang;
      this.#box.dir = d.dir;
      this.#head(d.title);
      this.#parcels.replaceChildren(...d.shipments.map((s) => this.#parcel(s)));
      this.#lead(page, d.open);
      this.#say(first ? "" : d.shipments.map((s) => s.headline).join(". "), true);
      this.dispatchEvent(new CustomEvent("doorstep-update", { detail: d, bubbles: true, composed: true }));
    }

    #parcel(s) {
      const e = make("article", "parcel");
      e.dataset.tone = s.tone;
      const add = (tag, name, text) => text && e.append(make(tag, name, text));
      add("p", "eyebrow", s.eyebrow);
      add("h" + Math.min(this.#level() + 1, 6), "headline", s.headline);
      add("p", "text", s.text);
      if (s.progress) {
        const rail = make("div", "rail");
        rail.setAttribute("role", "img");
        rail.setAttribute("aria-label", s.progress.text);
        for (let i = 0; i < s.progress.parts; i++) rail.append(make("i", i < s.progress.done ? "step done" : "step"));
        e.append(rail);
      }
      if (s.expected) {
        const when = make("p", "when");
        when.append(make("span", "label", s.label), make("b", "date", s.expected));
        e.append(when);
      }
      for (const note of s.notes) add("p", "note", note);
      add("p", "next", s.next);
      add("p", "place", [s.place, s.as_of].filter(Boolean).join(" · "));
      return e;
    }

    #level() { return Math.min(Math.max(parseInt(this.getAttribute("level"), 10) || 2, 1), 6); }

    #head(text) {
      const head = make("h" + this.#level(), "title", text);
      this.#title?.remove();
      this.#box.prepend(this.#title = head);
      this.#box.setAttribute("aria-label", text);
    }

    #lead(url, text) {
      this.#link.href = url.href;
      this.#link.textContent = text;
      this.#link.hidden = false;
    }

    // say tells what is the matter; quietly means to those only who hear the page.
    #say(text, quietly) {
      this.#status.classList.toggle("hide", !!quietly);
      this.#status.textContent = text;
    }

    #word(key) {
      const lang = this.lang || this.closest("[lang]")?.lang || navigator.language || "";
      return (WORDS[lang.slice(0, 2).toLowerCase()] || WORDS.en || {})[key] || "";
    }
  }
  // Frameworks set properties where they find them, else attributes: both work.
  for (const name of PLACE) {
    Object.defineProperty(Tracking.prototype, name, {
      configurable: true,
      enumerable: true,
      get() { return this.getAttribute(name); },
      set(v) { v == null ? this.removeAttribute(name) : this.setAttribute(name, v); },
    });
  }
  customElements.define(NAME, Tracking);
})();

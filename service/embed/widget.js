/* <lunette-search>: the search box of a Lunette service on any page. It keeps to its shadow root and asks nobody but its service. */
"use strict";
(() => {
  if (customElements.get("lunette-search")) return;
  const home = new URL(document.currentScript?.src || location.href).origin;

  const SAID = {
    fr: {
      label: "Rechercher dans les articles", button: "Rechercher", one: "1 article", many: "{n} articles", none: "Aucun article trouvé.",
      all: "Tous les résultats", busy: "Recherche…", offline: "Vous êtes hors ligne. Votre recherche reste ici ; relancez-la une fois la connexion revenue.",
      limited: "Trop de recherches à la fois. Réessayez dans {n} s.",
    },
    en: {
      label: "Search the articles", button: "Search", one: "1 article", many: "{n} articles", none: "No article found.",
      all: "All results", busy: "Searching…", offline: "You are offline. Your search stays here; run it again when the connection is back.",
      limited: "Too many searches at once. Try again in {n} s.",
    },
  };

  /* Colours are those of the page around it, whatever they are, unless it says otherwise. */
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { display: block; color: var(--lunette-ink, inherit); background: var(--lunette-paper, transparent);
      font: 1rem/1.5 var(--lunette-font, system-ui, sans-serif); overflow-wrap: anywhere; }
    * { box-sizing: border-box; }
    form { display: flex; gap: 8px; }
    input, button { min-height: 44px; padding: 0 12px; font: inherit; border: 1px solid var(--lunette-rule, color-mix(in srgb, currentColor 60%, transparent));
      border-radius: var(--lunette-radius, 6px); }
    input { flex: 1; min-width: 0; color: inherit; background: var(--lunette-field, transparent); }
    button { color: var(--lunette-on-accent, #fff); background: var(--lunette-accent, #1f3a6e); border-color: transparent; cursor: pointer; }
    :focus-visible { outline: 3px solid var(--lunette-link, currentColor); outline-offset: 2px; }
    ol { margin: 8px 0 0; padding: 0; list-style: none; }
    li { padding: 12px 0; border-top: 1px solid var(--lunette-rule, color-mix(in srgb, currentColor 60%, transparent)); }
    a { color: var(--lunette-link, inherit); }
    h3, p { margin: 0; font-size: 1rem; }
    h3 a { display: inline-block; padding: 4px 0; }
    .about { font-size: 0.85em; }
    [role="status"] { margin-top: 8px; }
    [role="status"]:empty { display: none; }
    mark { color: inherit; background: var(--lunette-mark, color-mix(in srgb, currentColor 14%, transparent)); border-bottom: 2px solid currentColor; }
  `);

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  /* Passages are escaped HTML in which only <mark> is markup. It is read without a document that could run any of it. */
  const marked = (html) => {
    const read = new DOMParser().parseFromString(html, "text/html").body;
    return [...read.childNodes].map((node) => (node.nodeName === "MARK" ? make("mark", {}, node.textContent) : node.textContent));
  };

  /* A date in words, no more precise than it is: 2021, 2021-12 or 2021-12-09. */
  const PRECISE = [{ year: "numeric" }, { month: "long" }, { day: "numeric" }];
  const dated = (iso, language) => {
    const parts = iso.split("-").map(Number);
    if (parts.length === 1) return iso;
    const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, Object.assign({}, ...PRECISE.slice(0, parts.length)));
    return format.format(new Date(parts[0], parts[1] - 1, parts[2] ?? 1)).replace(/^1 (?=\D)/, language === "fr" ? "1er " : "1 ");
  };

  class LunetteSearch extends HTMLElement {
    static observedAttributes = ["lang", "placeholder"];

    connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      this.box = make("input", { type: "search", name: "q", list: "known", autocomplete: "off", enterkeyhint: "search", maxlength: "500" });
      this.button = make("button", { type: "submit" });
      this.known = make("datalist", { id: "known" });
      this.said = make("p", { role: "status" });
      this.list = make("ol");
      this.whole = make("p");
      this.form = make("form", { role: "search" }, this.box, this.button, this.known);
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.search();
      });
      this.box.addEventListener("input", () => this.suggest());
      root.append(this.form, this.said, this.list, this.whole);
      this.attributeChangedCallback();
      this.value = this.getAttribute("value") || "";
      if (this.value) this.search();
    }

    attributeChangedCallback() {
      if (!this.box) return;
      this.form.setAttribute("aria-label", this.words.label);
      this.box.setAttribute("aria-label", this.words.label);
      this.box.placeholder = this.getAttribute("placeholder") || "";
      this.button.textContent = this.words.button;
    }

    get value() {
      return this.box.value;
    }

    set value(q) {
      this.box.value = q;
    }

    get language() {
      const lang = (this.getAttribute("lang") || document.documentElement.lang || "en").slice(0, 2);
      return lang in SAID ? lang : "en";
    }

    get words() {
      return SAID[this.language];
    }

    get endpoint() {
      return (this.getAttribute("endpoint") || home).replace(/\/+$/, "");
    }

    /* The search as an address below the service: what is typed, the filters of the page, and what else is asked for. */
    address(path, more = {}) {
      const asked = new URLSearchParams(this.getAttribute("filters") || "");
      for (const [name, value] of Object.entries({ q: this.value.trim(), ...more })) if (value) asked.set(name, value);
      return `${this.endpoint}${path}?${asked}`;
    }

    /* Of two questions of a kind, the answer to the later one counts. */
    async ask(kind, address) {
      this.waiting ??= {};
      this.waiting[kind]?.abort();
      this.waiting[kind] = new AbortController();
      const answer = await fetch(address, { signal: this.waiting[kind].signal, headers: { "Accept-Language": this.language }, credentials: "omit" });
      if ([429, 503].includes(answer.status)) {
        const told = await answer.json().catch(() => ({}));
        if (told.retry_after) throw Object.assign(new Error(answer.statusText), { name: "Limited", seconds: told.retry_after });
      }
      if (!answer.ok) throw new Error(answer.statusText);
      return answer.json();
    }

    async suggest() {
      const q = this.value.trim();
      if (!q) return;
      try {
        const found = await this.ask("suggest", `${this.endpoint}/api/suggest?limit=3&q=${encodeURIComponent(q)}`);
        this.known.replaceChildren(...found.suggestions.map((each) => make("option", { value: each.text })));
      } catch {
        /* Typed on, or not allowed: the box works without. */
      }
    }

    async search() {
      if (!this.value.trim()) return;
      const whole = this.address("/search", { ui: this.language });
      this.said.textContent = this.words.busy;
      try {
        const per_page = this.getAttribute("results") || "5";
        const found = await this.ask("search", this.address("/api/search", { per_page, facets: "none", twins: "collapse" }));
        this.show(found, whole);
        this.dispatchEvent(new CustomEvent("lunette-results", { detail: found, bubbles: true }));
      } catch (error) {
        if (error.name === "AbortError") return;
        if (navigator.onLine === false) this.said.textContent = this.words.offline;
        else if (error.name === "Limited") this.said.textContent = this.words.limited.replace("{n}", error.seconds);
        /* A service that does not know this page still has a page of its own. */
        else location.assign(whole);
      }
    }

    show(found, whole) {
      const { one, many, none, all } = this.words;
      const number = new Intl.NumberFormat(this.language === "en" ? "en-GB" : this.language).format(found.total);
      this.said.textContent = found.total === 0 ? none : found.total === 1 ? one : many.replace("{n}", number);
      this.list.replaceChildren(...found.hits.map((hit) => this.card(hit)));
      this.whole.replaceChildren(...(found.total > found.hits.length ? [make("a", { href: whole }, all)] : []));
    }

    card(hit) {
      const address = `${this.address(`/document/${hit.id.split("/").map(encodeURIComponent).join("/")}`)}&ui=${this.language}`;
      const lang = hit.lang === "und" ? undefined : hit.lang;
      const about = [hit.source, hit.date && dated(hit.date, this.language)].filter(Boolean).join(" · ");
      return make(
        "li",
        {},
        make("h3", { lang }, make("a", { href: address }, ...hit.highlights.title.flatMap(marked))),
        make("p", { class: "about" }, about),
        make("p", { lang }, ...marked(hit.highlights.body.join(" … "))),
      );
    }
  }

  customElements.define("lunette-search", LunetteSearch);
})();

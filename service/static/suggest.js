/* Suggestions under the search box, as a combobox with a list (WAI-ARIA 1.2). Enter always searches for what stands in the box. */
"use strict";
(() => {
  const form = document.querySelector("form.box[data-suggest]");
  if (!form) return;
  const box = form.elements.q;
  const said = JSON.parse(form.dataset.said);
  const known = new Map();
  let options = [];
  let chosen = -1;
  let typed = box.value;
  let waiting = null;

  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", said.label);
  const status = document.createElement("span");
  status.className = "unseen";
  status.setAttribute("role", "status");
  form.append(list, status);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) {
    box.setAttribute(name, value);
  }

  /* What is wrong is said under the box, for everybody to see; what was typed stays. */
  const trouble = document.createElement("p");
  trouble.className = "trouble";
  trouble.hidden = true;
  trouble.setAttribute("role", "status");
  form.append(trouble);
  const tell = (sentence) => {
    trouble.textContent = sentence;
    trouble.hidden = !sentence;
  };
  const offline = () => navigator.onLine === false;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const glyph = (name) => {
    const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    picture.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `#glyph-${name}`);
    picture.append(use);
    return picture;
  };

  const piece = (tag, className, text, lang) => {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    if (lang) element.lang = lang === "und" ? "" : lang;
    return element;
  };

  const row = (option, number) => {
    const item = document.createElement("li");
    item.id = `suggestion-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(glyph(option.type || (option.kind === "title" ? "title" : "search")));
    item.append(piece("bdi", `a-${option.kind}`, option.text, option.lang));
    if (option.kind === "name") {
      const other = option.labels[document.documentElement.lang === "fr" ? "en" : "fr"];
      const beside = option.text.endsWith(other) ? said.types[option.type] : `${other} · ${said.types[option.type]}`;
      item.append(piece("span", "beside", beside));
    }
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", () => {
      if (option.kind === "title") {
        location.assign(form.dataset.document + encodeURIComponent(option.id) + form.dataset.keep);
        return;
      }
      box.value = option.text;
      close();
      form.requestSubmit();
    });
    return item;
  };

  const show = (found) => {
    options = found;
    chosen = -1;
    list.replaceChildren(...found.map(row));
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(Boolean(found.length)));
    box.removeAttribute("aria-activedescendant");
    status.textContent = found.length ? said[found.length === 1 ? "one" : "many"].replace("{n}", found.length) : "";
  };

  const ask = async () => {
    typed = box.value;
    waiting?.abort();
    const q = typed.trim();
    if (!q) {
      close();
      return;
    }
    if (known.has(q)) {
      show(known.get(q));
      return;
    }
    waiting = new AbortController();
    try {
      const address = `${form.dataset.suggest}?q=${encodeURIComponent(q)}`;
      const headers = { "Accept-Language": document.documentElement.lang };
      const answer = await fetch(address, { signal: waiting.signal, headers });
      tell([429, 503].includes(answer.status) ? said.limited : "");
      if (!answer.ok) return close();
      known.set(q, (await answer.json()).suggestions);
      if (box.value === typed && document.activeElement === box) show(known.get(q));
    } catch {
      /* Typed on: the box does what it does without suggestions. */
      if (offline()) {
        close();
        tell(said.offline);
      }
    }
  };

  const move = (by) => {
    const places = options.length + 1;
    chosen = ((chosen + 1 + by + places) % places) - 1;
    for (const [number, item] of [...list.children].entries()) {
      item.setAttribute("aria-selected", String(number === chosen));
    }
    box.value = chosen < 0 ? typed : options[chosen].text;
    if (chosen < 0) box.removeAttribute("aria-activedescendant");
    else {
      box.setAttribute("aria-activedescendant", `suggestion-${chosen}`);
      list.children[chosen].scrollIntoView({ block: "nearest" });
    }
  };

  box.addEventListener("input", ask);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (list.hidden) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) move(by);
    else if (event.key === "Escape") {
      box.value = typed;
      close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  form.addEventListener("submit", (event) => {
    close();
    if (!offline()) return;
    event.preventDefault();
    tell(said.offline);
  });
  addEventListener("online", () => tell(""));
})();

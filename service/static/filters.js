/* Filters that answer while somebody types in them and stay folded, and a histogram whose bars the arrow keys walk. Without this, all are
   there as links. */
"use strict";
(() => {
  const results = document.querySelector("form.box").getAttribute("action");
  const number = new Intl.NumberFormat(document.documentElement.lang === "fr" ? "fr" : "en-GB");

  const row = (value, keep) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.rel = "nofollow";
    link.href = `${results}?${new URLSearchParams([...new URL(value.url, location.href).searchParams, ...keep])}`;
    if (value.selected) link.setAttribute("aria-current", "true");
    for (const [tag, className, text] of [["span", "check", ""], ["bdi", "label", value.label], ["span", "count", number.format(value.count)]]) {
      const part = document.createElement(tag);
      part.className = className;
      part.textContent = text;
      link.append(part, " ");
    }
    item.append(link);
    return item;
  };

  for (const form of document.querySelectorAll("form.within[data-values]")) {
    const list = form.parentElement.querySelector("ul");
    const before = [...list.children];
    let waiting = null;
    form.elements.contains.addEventListener("input", async (event) => {
      waiting?.abort();
      const contains = event.target.value.trim();
      if (!contains) {
        list.replaceChildren(...before);
        return;
      }
      waiting = new AbortController();
      const asked = new URLSearchParams(new FormData(form));
      const keep = asked.has("ui") ? [["ui", asked.get("ui")]] : [];
      asked.delete("ui");
      if (!asked.has("twins")) asked.set("twins", "collapse");
      asked.set("limit", "10");
      try {
        const headers = { "Accept-Language": document.documentElement.lang };
        const answer = await fetch(`${form.dataset.values}?${asked}`, { signal: waiting.signal, headers });
        if (answer.ok) list.replaceChildren(...(await answer.json()).values.map((value) => row(value, keep)));
      } catch {
        /* Typed on, or offline: Enter still leads to all values. */
      }
    });
  }

  /* What somebody folds stays folded on the pages that follow. */
  const FOLDED = "lunette.folded";
  const remembered = () => {
    try {
      return new Set(JSON.parse(localStorage.getItem(FOLDED)) ?? []);
    } catch {
      return new Set();
    }
  };
  for (const part of document.querySelectorAll("details.fold")) {
    if (remembered().has(part.dataset.fold)) part.open = false;
    part.addEventListener("toggle", () => {
      const folded = remembered();
      folded[part.open ? "delete" : "add"](part.dataset.fold);
      try {
        localStorage.setItem(FOLDED, JSON.stringify([...folded]));
      } catch {
        /* Kept for this page only. */
      }
    });
  }

  for (const chart of document.querySelectorAll(".time > svg")) {
    const bars = [...chart.querySelectorAll("a")];
    chart.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const at = bars.indexOf(event.target.closest("a"));
      const next = bars[at + by];
      if (!by || !next) return;
      event.preventDefault();
      bars[at].setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    });
  }
})();

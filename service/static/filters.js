/* Filters that answer while somebody types in them and stay folded, and a histogram in which a stretch of time is drawn. Without this, all
   are there as links. */
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

  /* A stretch of time is drawn from one bar to another: with a mouse, a finger, or the arrow keys and Shift. */
  for (const chart of document.querySelectorAll(".time > svg")) {
    const bars = [...chart.querySelectorAll("a")];
    let begin = -1;
    let end = -1;
    let drawn = false;
    const show = () => {
      const [first, last] = [Math.min(begin, end), Math.max(begin, end)];
      bars.forEach((bar, at) => bar.classList.toggle("within", first !== last && at >= first && at <= last));
    };
    const leave = () => {
      begin = end = -1;
      show();
    };
    const go = () => {
      const address = new URL(bars[begin].getAttribute("href"), location.href);
      address.searchParams.set("from", bars[Math.min(begin, end)].dataset.from);
      address.searchParams.set("to", bars[Math.max(begin, end)].dataset.to);
      location.assign(address);
    };
    const under = (event) => {
      const { left, width } = chart.getBoundingClientRect();
      return Math.min(bars.length - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * bars.length)));
    };

    chart.addEventListener("pointerdown", (event) => {
      drawn = false;
      if (event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey) begin = end = under(event);
    });
    addEventListener("pointermove", (event) => {
      if (begin < 0 || !event.buttons || under(event) === end) return;
      end = under(event);
      show();
    });
    addEventListener("pointerup", () => {
      drawn = begin !== end;
      if (drawn) go();
      else leave();
    });
    addEventListener("pointercancel", leave);
    /* The browser would carry the link away, or follow it at the end. */
    chart.addEventListener("dragstart", (event) => event.preventDefault());
    chart.addEventListener("click", (event) => drawn && event.preventDefault());

    chart.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const at = bars.indexOf(event.target.closest("a"));
      if (begin !== end && event.key === "Enter") go();
      else if (begin !== end && event.key === "Escape") leave();
      else if (by && bars[at + by]) {
        begin = event.shiftKey ? (begin < 0 ? at : begin) : -1;
        end = event.shiftKey ? at + by : -1;
        show();
        bars[at].setAttribute("tabindex", "-1");
        bars[at + by].setAttribute("tabindex", "0");
        bars[at + by].focus();
      } else return;
      event.preventDefault();
    });
  }
})();

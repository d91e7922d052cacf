/* Keys: / the box, arrows through the results, f filters, t the translation, ? help; and buttons that copy. Without this file the page lacks
   nothing else. */
"use strict";
(() => {
  const STORE = "lunette.keys";
  const stored = () => {
    try {
      return localStorage.getItem(STORE) !== "off";
    } catch {
      return true;
    }
  };
  let on = stored();

  const titles = () => [...document.querySelectorAll(".hits h2 a, .newest h3 a")];

  const box = () => {
    const field = document.getElementById("q");
    field.focus();
    field.select();
  };

  const through = (by) => () => {
    const links = titles();
    const card = document.activeElement.closest(".hits > li, .newest > li");
    const at = card ? links.findIndex((link) => card.contains(link)) : -1;
    const next = links[card ? at + by : 0];
    /* Above the first article stands the box; at the end the page scrolls on. */
    if (next && (card || by > 0)) next.focus();
    else if (card && by < 0) box();
    else return false;
    return true;
  };

  const filters = () => {
    const all = document.querySelector("details.filters");
    if (!all) return false;
    all.open = true;
    const first = [...all.querySelectorAll("a, input:not([type=hidden])")].find((each) => each.checkVisibility() && each.tabIndex >= 0);
    first?.focus();
    return Boolean(first);
  };

  const twin = () => {
    const card = document.activeElement.closest(".hits > li") || document.querySelector("main.document") || document.querySelector(".hits > li");
    const link = card?.querySelector(".twin a");
    link?.click();
    return Boolean(link);
  };

  const help = () => {
    const link = document.querySelector(".foot a.to-help");
    if (!link) return false;
    if (document.querySelector("main.help")) return false;
    show(link.href);
    return true;
  };

  const show = async (address) => {
    const before = document.activeElement;
    let dialog = document.getElementById("help-dialog");
    if (!dialog) {
      try {
        const answer = await fetch(address);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        dialog = document.createElement("dialog");
        dialog.id = "help-dialog";
        dialog.className = "help";
        const shut = document.createElement("button");
        shut.className = "quiet";
        shut.textContent = page.querySelector("[data-close]").dataset.close;
        shut.addEventListener("click", () => dialog.close());
        const main = page.querySelector("main");
        main.querySelector("h1").id = "help-title";
        dialog.setAttribute("aria-labelledby", "help-title");
        dialog.append(shut, ...main.childNodes);
        document.body.append(dialog);
        switches(dialog);
      } catch {
        location.assign(address);
        return;
      }
    }
    dialog.addEventListener("close", () => before.focus(), { once: true });
    dialog.showModal();
  };

  /* Whoever speaks to a computer, or types by accident, can turn single keys off (WCAG 2.1.4). */
  const switches = (root) => {
    for (const button of root.querySelectorAll("button[data-on]")) {
      const say = () => {
        button.textContent = on ? button.dataset.off : button.dataset.on;
      };
      button.hidden = false;
      say();
      button.addEventListener("click", () => {
        on = !on;
        try {
          localStorage.setItem(STORE, on ? "on" : "off");
        } catch {
          /* Kept for this page only. */
        }
        say();
      });
    }
  };
  switches(document);

  /* What a page offers to copy: a citation, the lines of the box. */
  const copied = async (source) => {
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
    } catch {
      /* Browsers keep that to pages with TLS; elsewhere the selection is copied, or stays for whoever presses Ctrl and C. */
      getSelection().selectAllChildren(source);
      return document.execCommand("copy");
    }
    return true;
  };
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.addEventListener("click", async () => {
      if (await copied(document.getElementById(button.dataset.copy))) button.textContent = button.dataset.done;
    });
  }

  const KEYS = { "/": () => (box(), true), ArrowDown: through(1), ArrowUp: through(-1), f: filters, t: twin, "?": help };
  const LETTERS = new Set(["/", "f", "t", "?"]);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const typing = event.target.closest("input, textarea, select, [contenteditable], lunette-search");
    /* From the box, the arrow down leads to the first article. */
    if (typing && !(typing.id === "q" && event.key === "ArrowDown")) return;
    if (LETTERS.has(event.key) && !on) return;
    if (KEYS[event.key]?.()) event.preventDefault();
  });
})();

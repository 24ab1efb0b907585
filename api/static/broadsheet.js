// What makes the pages quicker; they do without it.
"use strict";

(() => {
  const query = document.getElementById("q");
  const fits = (element) => element && element.matches("input:not([type=checkbox]), select, textarea");

  // Keys, which can be switched off (WCAG 2.1.4).

  const dialog = document.getElementById("keys");
  const switched = document.getElementById("keys-on");
  const remembered = "broadsheet-keys";
  const remember = (value) => {
    try { localStorage.setItem(remembered, value); } catch { /* Not allowed: no harm. */ }
  };
  const recall = () => {
    try { return localStorage.getItem(remembered); } catch { return null; }
  };
  switched.checked = recall() !== "off";
  switched.addEventListener("change", () => remember(switched.checked ? "on" : "off"));

  const results = () => [...document.querySelectorAll(".hits h2 a")];
  const moveInResults = (step) => {
    const links = results();
    if (!links.length) return;
    const at = links.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step;
    if (links[next]) links[next].focus();
  };

  const matches = [...document.querySelectorAll("mark[id]")];
  const matchAt = () => matches.findIndex((each) => `#${each.id}` === location.hash);
  const moveInMatches = (step) => {
    const at = matchAt();
    const count = matches.length;
    const next = at < 0 ? (step > 0 ? 0 : count - 1) : (at + step + count) % count;
    location.hash = matches[next].id;
  };
  const tellMatch = () => {
    const told = document.getElementById("match-count");
    const at = matchAt();
    if (told && at >= 0) told.textContent = `Match ${at + 1} of ${matches.length}`;
  };
  addEventListener("hashchange", tellMatch);
  tellMatch();

  const turnPage = (rel) => {
    const link = document.querySelector(`.pages a[rel="${rel}"]`);
    if (link) link.click();
  };
  const go = (step) => {
    if (matches.length) moveInMatches(step);
    else turnPage(step > 0 ? "next" : "prev");
  };
  const keys = {
    "/": () => { query.focus(); query.select(); },
    "j": () => moveInResults(1),
    "k": () => moveInResults(-1),
    "n": () => go(1),
    "p": () => go(-1),
    "?": () => dialog.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    if (fits(document.activeElement)) {
      if (event.key === "Escape") document.activeElement.blur();
      return;
    }
    // The help stays: it is where keys are switched on again.
    if (!(event.key in keys) || (!switched.checked && event.key !== "?")) return;
    event.preventDefault();
    keys[event.key]();
  });

  // A range of the chart, chosen by dragging over it.

  const chart = document.querySelector(".chart");
  if (chart) {
    document.querySelector(".hint").textContent += " Drag over it for a range.";
    const bars = [...chart.querySelectorAll("a")];
    let from = -1;
    let to = -1;
    const barAt = (event) => {
      const box = chart.getBoundingClientRect();
      const places = chart.viewBox.baseVal.width / bars[0].querySelector("rect").width.baseVal.value;
      const at = Math.floor(((event.clientX - box.left) / box.width) * places);
      return Math.min(bars.length - 1, Math.max(0, at));
    };
    const show = () => {
      const [low, high] = [Math.min(from, to), Math.max(from, to)];
      bars.forEach((bar, at) => bar.classList.toggle("chosen", from >= 0 && at >= low && at <= high));
    };
    chart.addEventListener("dragstart", (event) => event.preventDefault());
    chart.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      from = to = barAt(event);
    });
    addEventListener("pointermove", (event) => {
      if (from < 0) return;
      to = barAt(event);
      show();
    });
    addEventListener("pointerup", () => {
      if (from < 0) return;
      const [low, high] = [Math.min(from, to), Math.max(from, to)];
      from = to = -1;
      show();
      // One bar is a link, which the click that follows leads along.
      if (low === high) return;
      document.getElementById("date_from").value = bars[low].dataset.first;
      document.getElementById("date_to").value = bars[high].dataset.last;
      document.querySelectorAll('.search input[name="since"]').forEach((each) => each.remove());
      document.querySelector("form.search").requestSubmit();
    });
    chart.addEventListener("pointercancel", () => { from = -1; show(); });
  }

  // Completions while a query is typed: an ARIA combobox with a list.

  if (query && query.dataset.suggest) {
    const list = document.createElement("ul");
    list.id = "suggestions";
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Completions");
    list.hidden = true;
    query.after(list);
    const attributes = {
      "role": "combobox",
      "aria-autocomplete": "list",
      "aria-controls": list.id,
      "aria-expanded": "false",
    };
    for (const [name, value] of Object.entries(attributes)) query.setAttribute(name, value);

    let chosen = -1;
    let asked = 0;
    const close = () => {
      list.hidden = true;
      chosen = -1;
      query.setAttribute("aria-expanded", "false");
      query.removeAttribute("aria-activedescendant");
    };
    const choose = (at) => {
      const items = [...list.children];
      chosen = (at + items.length) % items.length;
      items.forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
      query.setAttribute("aria-activedescendant", items[chosen].id);
    };
    const take = (item) => {
      close();
      if (item.dataset.article) {
        location.assign(item.dataset.article);
        return;
      }
      query.value = item.dataset.q;
      query.form.requestSubmit();
    };
    const makeItem = (text, data, number) => {
      const item = document.createElement("li");
      item.id = `suggestion-${number}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.textContent = text;
      Object.assign(item.dataset, data);
      // Before the field loses the focus.
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(item); });
      return item;
    };
    const show = (found) => {
      const completions = found.completions.map((each) => [`${each.q} (${each.total})`, { q: each.q }]);
      const titles = found.titles.slice(0, 4).map((each) => [
        each.title,
        { article: `${query.dataset.article}?id=${encodeURIComponent(each.id)}` },
      ]);
      const items = [...completions, ...titles].map(([text, data], at) => makeItem(text, data, at));
      list.replaceChildren(...items);
      chosen = -1;
      list.hidden = !items.length;
      query.setAttribute("aria-expanded", String(items.length > 0));
    };
    const ask = async () => {
      const number = ++asked;
      const q = query.value;
      if (!q.trim()) { close(); return; }
      try {
        const answer = await fetch(`${query.dataset.suggest}?q=${encodeURIComponent(q)}`);
        if (answer.ok && number === asked && document.activeElement === query) show(await answer.json());
      } catch { close(); }
    };
    let timer = 0;
    query.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 120);
    });
    query.addEventListener("blur", () => { ++asked; close(); });
    query.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown") choose(chosen + 1);
      else if (event.key === "ArrowUp") choose(chosen < 0 ? list.children.length - 1 : chosen - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen]);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }
})();

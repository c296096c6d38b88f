"use strict";

// The site reads as it is without this file. It adds what a page on paper cannot do: it knows which day it is, keeps
// ticks, copies commands, searches. All data goes into pages as text, never as markup.
(() => {
  const script = document.currentScript;
  const site = new URL("..", script.src).pathname; // ticks of one site are no ticks of another
  const memory = new Map();

  // ---- what the browser keeps -------------------------------------------------------------------------------------
  function read(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return memory.get(key) ?? null;
    }
  }

  function write(key, value) {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch {
      memory.set(key, value); // storage is forbidden or full: ticks last as long as the page
    }
  }

  function ticksOf(subject, day) {
    try {
      const found = JSON.parse(read(`ddd|${site}|${subject}|${day}`) ?? "[]");
      return new Set(Array.isArray(found) ? found : []);
    } catch {
      return new Set();
    }
  }

  function keepTicks(subject, day, ticks) {
    write(`ddd|${site}|${subject}|${day}`, ticks.size ? JSON.stringify([...ticks].sort()) : null);
  }

  const isDone = (task, day) => ticksOf(`task:${task}`, day).has("done");

  // ---- small helpers ----------------------------------------------------------------------------------------------
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function speak(words) {
    document.getElementById("spoken").textContent = words;
  }

  const link = (title, url) => (url ? make("a", { href: document.body.dataset.root + url }, title) : title);
  const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

  // ---- light and dark ---------------------------------------------------------------------------------------------
  const THEMES = ["automatic", "light", "dark"];

  function dress(theme) {
    if (theme === "automatic") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }

  let theme = THEMES.includes(read("ddd|theme")) ? read("ddd|theme") : "automatic";
  dress(theme); // before the page is drawn

  function themeButton() {
    const button = document.querySelector("button.theme");
    button.hidden = false;
    const tell = () => (button.textContent = `Theme: ${theme}`);
    tell();
    button.addEventListener("click", () => {
      theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
      write("ddd|theme", theme);
      dress(theme);
      tell();
    });
  }

  // ---- days -------------------------------------------------------------------------------------------------------
  // Days are numbered within the year, and compared as their ISO dates, which sort as days do.
  const iso = (date) =>
    [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((one) => String(one).padStart(2, "0")).join("-");
  const today = iso(new Date());

  function dayOf(year, number) {
    return iso(new Date(year, 0, 1 + number));
  }

  function numberOf(day) {
    const [year, month, date] = day.split("-").map(Number);
    return Math.round((Date.UTC(year, month - 1, date) - Date.UTC(year, 0, 1)) / 86400000);
  }

  function fallsOn(runs, number) {
    return runs.some(([first, last, step]) => number >= first && number <= last && (number - first) % step === 0);
  }

  function timesOn(task, number) {
    return Object.keys(task.at).filter((time) => fallsOn(task.at[time], number));
  }

  function daysOf(task, year) {
    const days = new Set();
    for (const runs of Object.values(task.at))
      for (const [first, last, step] of runs) for (let at = first; at <= last; at += step) days.add(dayOf(year, at));
    return [...days].sort();
  }

  function spelled(day) {
    const [year, month, date] = day.split("-").map(Number);
    return new Date(year, month - 1, date).toLocaleDateString("en-GB", {
      weekday: "long",
      day: "numeric",
      month: "long",
      year: "numeric",
    });
  }

  function stateOf(task, day) {
    if (isDone(task, day)) return ["done", "done"];
    if (day === today) return ["today", "today"];
    return day < today ? ["past", "past, not ticked"] : ["due", "due"];
  }

  function stateMark(task, day) {
    const [kind, words] = stateOf(task, day);
    return kind === "today" ? make("span", { class: "state due" }, "to do") : make("span", { class: `state ${kind}` }, words);
  }

  // ---- the calendar -----------------------------------------------------------------------------------------------
  function calendar() {
    for (const cell of all(`[data-day="${today}"]`)) cell.setAttribute("aria-current", "date");
    for (const mark of all("[data-state]")) {
      const [kind, words] = stateOf(mark.dataset.state, mark.dataset.of);
      mark.className = `state ${kind}`;
      mark.textContent = words;
    }
    if (!window.dddCalendar) return;
    const daily = window.dddCalendar.tasks.filter((task) => task.cadence === "daily");
    for (const count of all("[data-daily]")) {
      const day = count.dataset.daily;
      const done = daily.filter((task) => timesOn(task, numberOf(day)).length && isDone(task.id, day)).length;
      if (done) count.textContent += `, ${done} done`;
    }
  }

  // ---- today’s work -----------------------------------------------------------------------------------------------
  function todaysWork() {
    const place = document.getElementById("due");
    if (!place || !window.dddCalendar) return;
    const { year, tasks } = window.dddCalendar;
    place.replaceChildren(make("p", { class: "quiet" }, spelled(today)));
    if (today.slice(0, 4) !== String(year)) {
      place.append(make("p", {}, `This site lays out the year ${year}: generate it anew to see the days of this one.`));
      return;
    }
    const number = numberOf(today);
    const due = tasks.filter((task) => timesOn(task, number).length);
    due.sort((one, other) => (timesOn(one, number)[0] < timesOn(other, number)[0] ? -1 : 1));
    if (due.length) place.append(list(due.map((task) => [task, today])));
    else place.append(make("p", {}, "Nothing with a day of its own is due today."));
    const rarer = tasks.filter((task) => task.cadence !== "daily");
    const near = (ahead) => rarer.flatMap((task) => ahead.filter((one) => timesOn(task, number + one).length).map((one) => [task, dayOf(year, number + one)]));
    const missed = near([-7, -6, -5, -4, -3, -2, -1]).filter(([task, day]) => !isDone(task.id, day));
    folded(place, "of the past seven days is not ticked here", missed, missed.length <= 5);
    folded(place, "comes in the next seven days", near([1, 2, 3, 4, 5, 6, 7]), false);
  }

  function folded(place, words, entries, open) {
    if (!entries.length) return;
    entries.sort(([, one], [, other]) => (one < other ? -1 : 1));
    const noun = entries.length === 1 ? "piece of rarer work" : "pieces of rarer work";
    const details = make("details", {}, make("summary", {}, `${entries.length} ${noun} ${words.replace("comes", entries.length === 1 ? "comes" : "come").replace("is not", entries.length === 1 ? "is not" : "are not")}`), list(entries, true));
    details.open = open;
    place.append(details);
  }

  const MOST = 100;

  function list(entries, dated = false) {
    const made = make("ul", { class: "day" });
    for (const [task, day] of entries.slice(0, MOST)) {
      const times = timesOn(task, numberOf(day)).join(", ");
      const item = make("li", {}, make("span", { class: "time" }, dated ? spelled(day).replace(/ \d{4}$/, "") : times), " ");
      item.append(link(task.title, task.url), " ", make("span", { class: `pill ${task.cadence}` }, task.cadence), " ");
      item.append(stateMark(task.id, day), " ", make("span", { class: "quiet" }, task.owner));
      made.append(item);
    }
    if (entries.length > MOST) made.append(make("li", {}, `and ${entries.length - MOST} more`));
    return made;
  }

  // ---- checklists -------------------------------------------------------------------------------------------------
  // What has no days of its own is ticked for the span that its cadence names.
  function spanOf(cadence) {
    const [year, month] = today.split("-");
    if (cadence === "sub-daily" || cadence === "daily") return today;
    if (cadence === "weekly") return `week of ${dayOf(Number(year), numberOf(today) - ((new Date().getDay() + 6) % 7))}`;
    if (cadence === "monthly") return `${year}-${month}`;
    if (cadence === "quarterly") return `${year}, quarter ${Math.ceil(Number(month) / 3)}`;
    if (cadence === "semiannual") return `${year}, half ${Number(month) < 7 ? 1 : 2}`;
    return year;
  }

  function occurrences() {
    const task = window.dddCalendar?.tasks.find((one) => one.id === document.body.dataset.task);
    const days = task ? daysOf(task, window.dddCalendar.year) : [];
    const before = days.filter((day) => day <= today).slice(-10);
    const after = days.filter((day) => day > today).slice(0, 5);
    if (!before.length && !after.length) return { choices: [spanOf(task?.cadence ?? "daily")], chosen: 0 };
    return { choices: [...before, ...after], chosen: Math.max(before.length - 1, 0) };
  }

  function checklists() {
    const subject = document.body.dataset.ticks;
    const panel = document.querySelector(".ticking");
    if (!subject || !panel) return;
    panel.hidden = false;
    const boxes = all("input[data-tick]");
    const select = document.getElementById("occurrence");
    if (select) {
      const { choices, chosen } = occurrences();
      for (const day of choices) select.append(make("option", { value: day }, day.length === 10 ? spelled(day) : day));
      select.selectedIndex = chosen;
      select.addEventListener("change", show);
    }

    function occurrence() {
      return select ? select.value : "";
    }

    function tell() {
      const own = boxes.filter((box) => box.dataset.tick !== "done");
      const done = boxes.some((box) => box.dataset.tick === "done" && box.checked);
      const ticked = `${own.filter((box) => box.checked).length} of ${own.length} ticked`;
      panel.querySelector(".count").textContent = own.length ? `${ticked}${done ? ", done" : ""}` : done ? "done" : "not done";
    }

    function show() {
      const ticks = ticksOf(subject, occurrence());
      for (const box of boxes) box.checked = ticks.has(box.dataset.tick);
      for (const words of all(".finish .of")) words.textContent = `(${select.selectedOptions[0].textContent})`;
      tell();
    }

    for (const box of boxes)
      box.addEventListener("change", () => {
        const ticks = ticksOf(subject, occurrence());
        if (box.checked) ticks.add(box.dataset.tick);
        else ticks.delete(box.dataset.tick);
        keepTicks(subject, occurrence(), ticks);
        tell();
      });
    panel.querySelector(".reset").addEventListener("click", () => {
      keepTicks(subject, occurrence(), new Set());
      show();
      speak("All ticks are gone.");
    });
    show();
  }

  // ---- commands ---------------------------------------------------------------------------------------------------
  async function copy(text) {
    try {
      return await navigator.clipboard.writeText(text);
    } catch {
      // a page of plain http has no clipboard, and a browser may refuse it: the old way
    }
    const area = make("textarea", { class: "unseen" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new Error("refused");
  }

  function copyButtons() {
    for (const block of all("[data-copy]")) {
      const code = block.querySelector("code");
      const button = make("button", { type: "button", class: "copy" }, "Copy");
      button.addEventListener("click", async () => {
        try {
          await copy(code.textContent.replace(/\n$/, ""));
          button.textContent = "Copied";
          speak("Copied.");
        } catch {
          button.textContent = "Not copied";
          speak("The browser did not let it be copied.");
        }
        setTimeout(() => (button.textContent = "Copy"), 2000);
      });
      block.append(button);
    }
  }

  // A part that scrolls must be reachable by the keyboard; one that does not would only be in the way.
  function scrolling() {
    for (const part of all(".scroll, .code > pre")) {
      if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
      else part.removeAttribute("tabindex");
    }
  }

  // ---- search -----------------------------------------------------------------------------------------------------
  const SHOWN = 30;

  function loadIndex() {
    if (loadIndex.asked) return loadIndex.asked;
    loadIndex.asked = new Promise((resolve, reject) => {
      const index = make("script", { src: `${document.body.dataset.root}assets/search.js` });
      index.addEventListener("load", () => {
        const { words, found } = window.dddSearch;
        resolve(found.map(([kind, title, url, more]) => [kind, title, words[url], words[more]]));
      });
      index.addEventListener("error", reject);
      document.head.append(index);
    });
    return loadIndex.asked;
  }

  const ORDER = { Task: 0, Page: 1, Failure: 2 };

  function find(index, query) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const found = [];
    for (const [kind, title, url, more] of index) {
      const name = title.toLowerCase();
      const rest = more.toLowerCase();
      if (!words.every((word) => name.includes(word) || rest.includes(word))) continue;
      const rank = name.startsWith(words[0]) ? 0 : words.every((word) => name.includes(word)) ? 1 : 2;
      found.push([rank, ORDER[kind], kind, title, url, more]);
    }
    return found.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  }

  function searching() {
    const form = document.querySelector("form.search");
    const field = form.querySelector("input");
    const panel = form.querySelector(".results");
    const told = panel.querySelector(".told");
    const results = panel.querySelector("ul");
    form.hidden = false;

    function close() {
      panel.hidden = true;
    }

    async function show() {
      const query = field.value.trim();
      if (query.length < 2) return close();
      let index;
      try {
        index = await loadIndex();
      } catch {
        panel.hidden = false;
        told.textContent = "The index could not be read.";
        return;
      }
      if (query !== field.value.trim()) return;
      const found = find(index, query);
      results.replaceChildren(
        ...found.slice(0, SHOWN).map(([, , kind, title, url, more]) =>
          make("li", {}, make("a", { href: document.body.dataset.root + url }, make("span", { class: "kind" }, kind), " ", make("span", { class: "title" }, title), " ", make("span", { class: "quiet" }, more)))),
      );
      const shown = found.length > SHOWN ? `, the first ${SHOWN} shown` : "";
      told.textContent = found.length ? `${counted(found.length, "result")}${shown}` : `Nothing found for “${query}”`;
      panel.hidden = false;
    }

    function move(event) {
      const stops = [field, ...all("a", results)];
      const at = stops.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") {
        close();
        field.focus();
      } else if (step && at >= 0 && !panel.hidden) {
        event.preventDefault();
        stops[Math.min(Math.max(at + step, 0), stops.length - 1)].focus();
      }
    }

    field.addEventListener("focus", () => loadIndex().catch(() => undefined));
    field.addEventListener("input", show);
    form.addEventListener("keydown", move);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      results.querySelector("a")?.click();
    });
    form.addEventListener("focusout", (event) => {
      if (!form.contains(event.relatedTarget)) close();
    });
  }

  // -----------------------------------------------------------------------------------------------------------------
  document.addEventListener("DOMContentLoaded", () => {
    themeButton();
    searching();
    todaysWork();
    calendar();
    checklists();
    copyButtons();
    scrolling();
    window.addEventListener("resize", scrolling);
  });
})();

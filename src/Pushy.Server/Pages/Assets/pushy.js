"use strict";
// All of it makes pages nicer; every page works without it.
(() => {
  const byId = id => document.getElementById(id);

  // Times are in the page as UTC; people read them in their own zone.
  const local = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  function localTimes(root) {
    for (const time of root.querySelectorAll("time[datetime]:not([title])")) {
      const at = new Date(time.dateTime);
      if (isNaN(at)) continue;
      time.title = time.textContent;
      const part = Object.fromEntries(local.formatToParts(at).map(p => [p.type, p.value]));
      const clock = `${part.hour}:${part.minute}:${part.second}`;
      time.textContent = time.dataset.short === undefined ? `${part.year}-${part.month}-${part.day} ${clock}` : clock;
    }
  }
  localTimes(document);

  // A part of the page, as the server wrote it. Focus stays where it was.
  function put(id, html) {
    const place = byId(id), held = place.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    const template = document.createElement("template");
    template.innerHTML = html;
    place.replaceChildren(template.content);
    localTimes(place);
    if (held) [...place.querySelectorAll("[href]")].find(a => a.getAttribute("href") === held)?.focus({ preventScroll: true });
  }

  function length(seconds) {
    seconds = Math.max(0, seconds);
    const two = n => String(Math.floor(n)).padStart(2, "0");
    if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h ${two(seconds / 60 % 60)} min`;
    if (seconds >= 60) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
    return `${seconds.toFixed(1)} s`;
  }

  // Clocks go on between two updates, by the server's time.
  let ahead = 0;
  const tick = () => {
    const now = (Date.now() - ahead);
    for (const clock of document.querySelectorAll("[data-clock]"))
      clock.textContent = length((clock.dataset.clock === "until" ? clock.dataset.at - now : now - clock.dataset.at) / 1000);
  };

  // A place for each node, coloured and with a sign by its state; names come when somebody points at one.
  function makeGrid(grid) {
    const looks = JSON.parse(grid.dataset.looks), tip = byId("grid-tip");
    let names = null, states = "";
    const dress = (cell, letter) => {
      const look = looks[letter.charCodeAt(0) - 97];
      cell.className = `s-${letter} ${look[2]}`;
      if (large) cell.textContent = look[0];
    };
    const large = grid.dataset.states.length <= 400;
    grid.classList.toggle("large", large);
    const fill = all => {
      states = all;
      grid.replaceChildren(...Array.from(all, letter => { const cell = document.createElement("i"); dress(cell, letter); return cell; }));
    };
    const change = changes => {
      let at = 0;
      const next = states.split("");
      for (const [, step, letter] of changes.matchAll(/(\d+)([a-z])/g)) {
        at += +step;
        next[at] = letter;
        dress(grid.children[at], letter);
      }
      states = next.join("");
    };
    grid.addEventListener("pointerover", async e => {
      const index = Array.prototype.indexOf.call(grid.children, e.target);
      if (index < 0) return;
      names ??= fetch(grid.dataset.names).then(r => r.json());
      const name = (await names)[index];
      tip.textContent = `${name}: ${looks[states.charCodeAt(index) - 97][1]}`;
    });
    fill(grid.dataset.states);
    grid.hidden = tip.hidden = false;
    return { fill, change };
  }
  const grid = byId("grid") && makeGrid(byId("grid"));

  // Output: of a finished job at once, of one that goes on when asked for.
  const output = byId("output-place");
  async function showOutput() {
    const link = byId("show-output");
    const answer = await fetch(link.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = page.getElementById("output");
    if (!news) { location.reload(); return; }   // the session has ended: the way to sign in again
    byId("output")?.remove();
    output.append(document.adoptNode(news));
    link.textContent = "Show output anew";
  }
  if (output) {
    byId("show-output").addEventListener("click", e => { e.preventDefault(); showOutput(); });
    if (output.dataset.finished !== undefined) { byId("show-output").parentElement.hidden = true; showOutput(); }
  }

  // The question before an abort.
  const dialog = byId("abort-dialog");
  if (dialog) {
    byId("abort").addEventListener("click", e => { e.preventDefault(); dialog.showModal(); byId("abort-no").focus(); });
    byId("abort-no").addEventListener("click", e => { e.preventDefault(); dialog.close(); });
  }

  // Live: the server sends those parts of the page that changed.
  const live = byId("live-state");
  if (live) {
    ahead = Date.now() - live.dataset.now;
    const beat = setInterval(tick, 100);
    let events = null, again = 0, lastId = "", wait = 500;
    const say = (tone, sign, text) => {
      const mark = document.createElement("span");
      mark.className = `state ${tone}`;
      const i = document.createElement("i");
      i.setAttribute("aria-hidden", "true");
      i.textContent = sign;
      mark.append(i, text);
      live.replaceChildren(mark);
    };
    const stop = () => { events?.close(); events = null; clearTimeout(again); };
    const over = word => {
      stop();
      clearInterval(beat);
      live.hidden = true;
      byId("abort")?.remove();
      dialog?.close();
      document.title = `${word}: ${document.title.slice(document.title.indexOf(": ") + 2)}`;
      if (output) { byId("show-output").parentElement.hidden = true; showOutput(); }
    };
    const take = e => {
      const news = JSON.parse(e.data);
      lastId = e.lastEventId;
      ahead = Date.now() - news.now;
      for (const [id, html] of Object.entries(news.parts)) put(id, html);
      if (grid && news.states) grid.fill(news.states);
      if (grid && news.changes) grid.change(news.changes);
      tick();
      if (news.over) over(news.over);
    };
    // The browser comes back by itself after a lost connection, but not after an answer such as 503.
    const later = async () => {
      stop();
      say("warn", "↻", "Connection lost, reconnecting …");
      again = setTimeout(start, wait);
      wait = Math.min(wait * 2, 5000);
    };
    const start = () => {
      stop();
      events = new EventSource(live.dataset.events + (lastId ? `?after=${encodeURIComponent(lastId)}` : ""));
      events.onopen = () => { wait = 500; say("good", "●", "Live"); };
      events.onmessage = take;
      events.onerror = async () => {
        later();
        const answer = await fetch(location.href, { redirect: "manual" }).catch(() => null);
        if (answer?.type === "opaqueredirect") { stop(); say("bad", "✕", "The session has ended: load the page again to sign in."); }
      };
    };
    document.addEventListener("visibilitychange", () => document.hidden ? stop() : events ?? start());
    addEventListener("pagehide", stop);
    say("busy", "◌", "Connecting …");
    start();
  }
})();


// Nodes: a honeycomb with a cell for each, drawn at once from a text of one letter a node; names come when they are needed.
(() => {
  const canvas = document.getElementById("comb");
  if (!canvas) return;
  const tip = document.getElementById("comb-tip"), data = canvas.dataset, form = document.getElementById("node-filter");
  const kinds = new Map([...document.querySelectorAll("#comb-legend [data-letter]")].map(chip => [chip.dataset.letter, {
    chip, count: chip.querySelector(".count"), sign: chip.dataset.sign, tone: chip.dataset.tone, state: chip.dataset.state, word: chip.lastChild.textContent.trim(),
  }]));
  const names = { tag: "", all: null, asked: null };
  const start = document.getElementById("start-on-these");
  let states = data.states, tag = data.tag, shown = [], place = null, held = -1, sprites = null;

  const askNames = () => names.asked ??= fetch(data.names).then(r => r.json()).then(answer => {
    names.tag = answer.tag;
    names.all = answer.names.split(" ");
    names.asked = null;
    layOut();
  }, () => { names.asked = null; });

  // As the list has it: a part of the name, or a pattern for all of it.
  function fits() {
    const text = form.elements.name.value.trim(), state = form.elements.state.value;
    const pattern = text && names.all && new RegExp(`^${(/[*?]/.test(text) ? text : `*${text}*`).replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*").replace(/\?/g, ".")}$`, "s");
    const ofState = letter => !state || kinds.get(letter).state === state || (state === "online" && "abr".includes(letter));
    return { name: index => !pattern || pattern.test(names.all[index]), state: ofState };
  }

  function layOut() {
    const fit = fits(), counts = new Map();
    shown = [];
    for (let i = 0; i < states.length; i++) {
      if (!fit.name(i)) continue;
      counts.set(states[i], (counts.get(states[i]) ?? 0) + 1);
      if (fit.state(states[i])) shown.push(i);
    }
    if (start) {
      const text = form.elements.name.value.trim(), state = form.elements.state.value;
      const pattern = /[*?]/.test(text) ? text : text ? `*${text}*` : "*";
      start.href = `${start.href.split("?")[0]}?nodes=${encodeURIComponent(pattern)}${state ? `&only=${encodeURIComponent(state)}` : ""}`;
    }
    for (const [letter, kind] of kinds) kind.count.textContent = (counts.get(letter) ?? 0).toLocaleString("en");
    draw();
  }

  // Cells as large as lets all of them be seen at once, within bounds.
  function measure() {
    const width = canvas.clientWidth || canvas.parentElement.clientWidth, room = Math.max(220, innerHeight * .55);
    let size = 22;
    while (size > 3.2 && Math.ceil(shown.length / Math.max(1, Math.floor(width / (size * 1.8) - .5))) * size * 1.56 > room) size *= .94;
    const across = Math.max(1, Math.floor(width / (size * 1.8) - .5)), rows = Math.max(1, Math.ceil(shown.length / across));
    return { width, size, step: size * 1.8, down: size * 1.56, across, height: Math.ceil(rows * size * 1.56 + size * .5) };
  }

  function hexagon(to, x, y, size) {
    to.beginPath();
    for (let corner = 0; corner < 6; corner++) {
      const angle = Math.PI / 3 * corner + Math.PI / 6;
      to.lineTo(x + size * Math.cos(angle), y + size * Math.sin(angle));
    }
    to.closePath();
  }

  // One picture a state: told apart by shape and sign as well as by colour.
  function paint(size, scale) {
    const style = getComputedStyle(document.documentElement), edge = Math.ceil(size * 2.2 * scale);
    return new Map([...kinds].map(([letter, kind]) => {
      const cell = document.createElement("canvas");
      cell.width = cell.height = edge;
      const to = cell.getContext("2d"), fill = style.getPropertyValue(`--${kind.tone}-fill`).trim();
      to.scale(scale, scale);
      const middle = edge / scale / 2, hollow = letter === "o" || letter === "n";
      hexagon(to, middle, middle, size * (letter === "n" ? .55 : .93));
      to.fillStyle = to.strokeStyle = fill;
      to.lineWidth = Math.max(1, size * .22);
      if (hollow) { hexagon(to, middle, middle, size * (letter === "n" ? .5 : .82)); to.stroke(); } else to.fill();
      to.fillStyle = style.getPropertyValue(hollow ? "--text" : "--comb-ink").trim() || "#0a0f14";
      if (size >= 9) {
        to.font = `600 ${Math.round(size)}px system-ui, sans-serif`;
        to.textAlign = "center";
        to.textBaseline = "middle";
        if (letter !== "n") to.fillText(kind.sign, middle, middle + size * .06);
      } else if (letter === "b" || letter === "r") {
        to.beginPath();
        if (letter === "b") to.arc(middle, middle, size * .36, 0, 7); else to.rect(middle - size * .6, middle - size * .16, size * 1.2, size * .32);
        to.fill();
      } else if (letter === "o" && size >= 5) {
        to.fillStyle = fill;
        to.fillRect(middle - size * .35, middle - size * .1, size * .7, size * .2);
      }
      return [letter, cell];
    }));
  }

  function draw() {
    const scale = devicePixelRatio || 1, at = measure();
    canvas.hidden = tip.hidden = false;
    if (!place || place.width !== at.width || place.height !== at.height || canvas.width !== Math.round(at.width * scale)) {
      canvas.width = Math.round(at.width * scale);
      canvas.height = Math.round(at.height * scale);
      canvas.style.height = `${at.height}px`;
    }
    if (!sprites || sprites.size !== at.size || sprites.scale !== scale) sprites = { size: at.size, scale, of: paint(at.size, scale) };
    place = at;
    const to = canvas.getContext("2d");
    to.setTransform(1, 0, 0, 1, 0, 0);
    to.clearRect(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < shown.length; i++) {
      const [x, y] = middle(i), cell = sprites.of.get(states[shown[i]]);
      to.drawImage(cell, Math.round(x * scale - cell.width / 2), Math.round(y * scale - cell.height / 2));
    }
    if (held >= 0 && held < shown.length) {
      const [x, y] = middle(held);
      to.scale(scale, scale);
      hexagon(to, x, y, at.size + 1);
      to.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--text");
      to.lineWidth = 2;
      to.stroke();
    }
    canvas.dataset.drawn = `${shown.length}`;
  }

  function middle(i) {
    const row = Math.floor(i / place.across), column = i % place.across;
    return [place.step * (column + .55 + (row % 2 ? .5 : 0)), place.down * (row + .5) + place.size * .3];
  }

  function under(e) {
    const box = canvas.getBoundingClientRect(), row = Math.round((e.clientY - box.top - place.size * .3) / place.down - .5);
    const column = Math.round((e.clientX - box.left) / place.step - .55 - (row % 2 ? .5 : 0));
    const i = row * place.across + column;
    return row >= 0 && column >= 0 && column < place.across && i < shown.length ? i : -1;
  }

  async function hold(i) {
    if (i === held) return;
    held = i;
    draw();
    if (i < 0) { tip.textContent = "Point at a cell to see its name."; return; }
    if (!names.all) await askNames();
    if (held === i && names.all) tip.textContent = `${names.all[shown[i]]}: ${kinds.get(states[shown[i]]).word}`;
  }
  const open = () => { if (held >= 0 && names.all) location.href = `${data.node}/${encodeURIComponent(names.all[shown[held]])}`; };
  canvas.addEventListener("pointermove", e => hold(under(e)));
  canvas.addEventListener("pointerleave", () => document.activeElement === canvas || hold(-1));
  canvas.addEventListener("click", async e => { await hold(under(e)); if (!names.all) await askNames(); open(); });
  canvas.addEventListener("focus", () => held < 0 && shown.length && hold(0));
  canvas.addEventListener("blur", () => hold(-1));
  canvas.addEventListener("keydown", e => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: place.across, ArrowUp: -place.across }[e.key];
    if (e.key === "Enter") open();
    if (step) { e.preventDefault(); hold(Math.max(0, Math.min(shown.length - 1, held + step))); }
  });

  // What is typed shows at once; the list follows when the form is sent.
  let typing = 0;
  form.elements.name.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(async () => { if (!names.all) await askNames(); held = -1; layOut(); }, 120);
  });
  form.elements.state.addEventListener("change", () => { held = -1; layOut(); });

  // Kept up to date while somebody looks.
  let timer = 0;
  const often = 3000;
  async function look() {
    const answer = await fetch(data.now, { redirect: "manual" }).catch(() => null);
    if (answer?.ok) {
      const news = await answer.json(), others = news.tag !== tag;
      if (others || news.states !== states) {
        [states, tag] = [news.states, news.tag];
        if (others) { held = -1; names.all = null; await askNames(); } else layOut();
      }
    }
    if (answer?.type !== "opaqueredirect") again();
  }
  const again = () => { clearTimeout(timer); if (!document.hidden) timer = setTimeout(look, often); };
  document.addEventListener("visibilitychange", () => document.hidden ? clearTimeout(timer) : look());
  let resizing = 0;
  addEventListener("resize", () => { clearTimeout(resizing); resizing = setTimeout(draw, 80); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { sprites = null; draw(); });

  if (form.elements.name.value) { askNames(); } else layOut();
  again();
})();

// Sent once is enough.
document.getElementById("confirm-start")?.addEventListener("submit", e => setTimeout(() => { for (const button of e.target.querySelectorAll("button")) button.disabled = true; }));
addEventListener("pageshow", () => { for (const button of document.querySelectorAll("#confirm-start button")) button.disabled = false; });

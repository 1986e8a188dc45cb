/** What the report does beyond being read: filters, panning, zooming, from a line of the map to its connection. */
export const SCRIPT = `"use strict";
(() => {
  const all = (where, what) => [...where.querySelectorAll(what)];
  const form = document.getElementById("filters");
  const findings = all(document, ".finding");
  const shown = document.getElementById("shown");
  if (form) {
    const show = () => {
      const levels = all(form, "input[type=checkbox]").filter((one) => one.checked).map((one) => one.value);
      const words = form.elements.words.value.toLowerCase();
      const host = form.elements.host.value;
      let count = 0;
      for (const one of findings) {
        const fits = levels.includes(one.dataset.level) && (host === "" || JSON.parse(one.dataset.hosts).includes(host)) && one.textContent.toLowerCase().includes(words);
        one.hidden = !fits;
        if (fits) count++;
      }
      shown.textContent = count + " of " + findings.length + " shown";
    };
    form.hidden = false;
    form.addEventListener("input", show);
    form.addEventListener("submit", (event) => event.preventDefault());
    show();
  }
  let closed = [];
  addEventListener("beforeprint", () => { closed = all(document, "details:not([open])"); for (const one of closed) one.open = true; });
  addEventListener("afterprint", () => { for (const one of closed) one.open = false; });
  const picture = document.getElementById("picture");
  const svg = picture && picture.querySelector("svg");
  if (!svg) return;
  const whole = svg.getAttribute("viewBox").split(" ").map(Number);
  let view = [...whole];
  const draw = () => svg.setAttribute("viewBox", view.join(" "));
  const zoom = (by, x = 0.5, y = 0.5) => {
    const width = Math.min(whole[2] * 2, Math.max(whole[2] / 20, view[2] * by));
    const height = width * view[3] / view[2];
    view = [view[0] + (view[2] - width) * x, view[1] + (view[3] - height) * y, width, height];
    draw();
  };
  const move = (x, y) => { view[0] += x * view[2]; view[1] += y * view[3]; draw(); };
  picture.classList.add("moves");
  const tools = document.getElementById("tools");
  tools.hidden = false;
  tools.addEventListener("click", ({ target }) => {
    const what = target.dataset.do;
    if (what === "in") zoom(0.7);
    if (what === "out") zoom(1 / 0.7);
    if (what === "whole") { view = [...whole]; draw(); }
  });
  picture.addEventListener("keydown", (event) => {
    const keys = { ArrowLeft: () => move(-0.1, 0), ArrowRight: () => move(0.1, 0), ArrowUp: () => move(0, -0.1), ArrowDown: () => move(0, 0.1), "+": () => zoom(0.7), "-": () => zoom(1 / 0.7) };
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
  picture.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = svg.getBoundingClientRect();
    zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }, { passive: false });
  let from;
  picture.addEventListener("pointerdown", (event) => { from = { x: event.clientX, y: event.clientY, moved: false }; });
  picture.addEventListener("pointermove", (event) => {
    if (!from || event.buttons === 0) return;
    const box = svg.getBoundingClientRect();
    const scale = Math.max(view[2] / box.width, view[3] / box.height);
    const [x, y] = [event.clientX - from.x, event.clientY - from.y];
    if (Math.abs(x) + Math.abs(y) < 4 && !from.moved) return;
    from = { x: event.clientX, y: event.clientY, moved: true };
    view[0] -= x * scale; view[1] -= y * scale;
    draw();
  });
  picture.addEventListener("click", ({ target }) => {
    if (from && from.moved) return;
    const group = target.closest("g");
    const title = group && group.querySelector(":scope > title");
    const found = title && /^(\\S+): (\\S+) dials (\\S+?)(:|$)/.exec(title.textContent);
    const edge = found && document.getElementById(["edge", found[1], found[2], found[3]].join("-"));
    if (!edge) return;
    edge.open = true;
    edge.scrollIntoView({ block: "center" });
    edge.querySelector("summary").focus();
  });
})();
`;

/** SHA-256 of the script in base64, for the page's own policy; a test counts it. */
export const SCRIPT_HASH = "YVDs+3p8mFoVbTYxpG3ybURlM0ruDYUf/ax191iO8E0=";

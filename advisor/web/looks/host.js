// Carries the pages of the interview in this browser: starts Python with the advisor in it, asks it for each page, and
// keeps the answers in the browser's own storage. Nothing goes anywhere.
"use strict";

const setup = JSON.parse(document.getElementById("setup").textContent);
const place = {};
for (const id of ["host", "told", "bar", "notice", "page"]) place[id] = document.getElementById(id);

// ---- What is said around a page -------------------------------------------------------------------------------------

function tell(text, seen = false) {
  place.told.textContent = text;
  place.told.classList.toggle("seen", seen);
}

function warn(text) {
  place.notice.textContent = text;
  place.notice.hidden = text === "";
}

// ---- What is kept ---------------------------------------------------------------------------------------------------

// Two builds on one server keep their interviews apart; a file keeps them wherever it is moved to.
const prefix = `iot-advisor ${location.protocol === "file:" ? "" : new URL(".", location.href).pathname} `;
const unkept = new Map();  // what the browser's storage did not take, for as long as the page is open

function refused() {
  warn("This browser does not keep your answers: they are lost when this page is closed. Download your profile before " +
    "you close it; it can be opened here again.");
}

function stored(work, otherwise) {
  try {
    return work(window.localStorage);
  } catch {
    refused();
    return otherwise;
  }
}

const kept = {
  // The interview of that id: its text, and what a list says of it. null when there is none, or none that can be read.
  read(id) {
    const text = unkept.get(id) ?? stored((storage) => storage.getItem(prefix + id), null);
    try {
      const found = JSON.parse(text);
      return typeof found?.text === "string" ? found : null;
    } catch {
      return null;
    }
  },
  write(id, interview) {
    const text = JSON.stringify(interview);
    unkept.set(id, text);
    stored((storage) => {
      storage.setItem(prefix + id, text);
      unkept.delete(id);
    });
  },
  remove(id) {
    unkept.delete(id);
    stored((storage) => storage.removeItem(prefix + id));
  },
  // All interviews, the one that was changed last first.
  list() {
    const keys = stored((storage) => Array.from({ length: storage.length }, (_, at) => storage.key(at)), []);
    const ids = keys.filter((key) => key?.startsWith(prefix)).map((key) => key.slice(prefix.length));
    return [...new Set([...unkept.keys(), ...ids])]
      .map((id) => ({ id, ...kept.read(id) }))
      .filter((each) => each.text !== undefined)
      .sort((one, other) => String(other.changed).localeCompare(String(one.changed)));
  },
};

// ---- Where we are ---------------------------------------------------------------------------------------------------

// An address is #/path without an interview, and #/id/path in one. No answer stands in it.
function route(hash) {
  const found = /^#\/(?:([0-9a-f]{12})(?:\/|$))?(.*)$/s.exec(hash);
  return { id: found?.[1] ?? null, path: found?.[2] ?? "" };
}

const within = (id) => `#/${id}/`;
const address = (id, path) => (id === null ? `#/${path}` : within(id) + path);
const here = () => route(location.hash);

function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(6)), (each) => each.toString(16).padStart(2, "0")).join("");
}

// ---- A turn ---------------------------------------------------------------------------------------------------------

let answer = null;  // Python's function, once it is there
let early = null;  // what was sent before that
let shown = 0;  // how many pages were shown

function ask({ id, path }, method, form, files) {
  const fresh = id ?? newId();
  for (;;) {
    // Another tab may have changed it, or done away with it.
    const before = id === null ? null : kept.read(id);
    if (id !== null && before === null) return { kind: "gone" };
    const asked = { method, path, within: within(fresh), kept: before?.text ?? null, form, files };
    const told = JSON.parse(answer(JSON.stringify(asked)));
    if (told.kind === "unreadable") return { ...told, id };
    if ((before?.text ?? null) !== (id === null ? null : kept.read(id)?.text ?? null)) continue;
    if (told.kept === null) {
      if (id !== null) kept.remove(id);
      return { ...told, id: null };
    }
    if (told.kept !== before?.text) {
      const { kept: text, name, answered } = told;
      kept.write(fresh, { text, name, answered, changed: new Date().toISOString() });
    }
    return { ...told, id: fresh };
  }
}

// How the address changes with a page: "push" for a new one in the history, "replace" for the one that we are at.
function turn(to, method, entry, form = {}, files = {}) {
  if (answer === null) {
    early = [to, method, entry, form, files];
    tell("This is remembered, and goes on by itself once the program runs.", true);
    return;
  }
  try {
    const told = ask(to, method, form, files);
    if (told.kind === "download") save(told);
    else if (told.kind === "page") {
      // A page that answers what was sent stands at no address of its own.
      const answered = method === "POST" && told.path === to.path;
      if (!answered) go(address(told.id, told.path), entry);
      else if (told.id !== to.id) go("#/", entry);
      show(told.title, told.body);
      if (told.id === null && told.status === 200) list();
    } else if (told.kind === "gone") {
      go("#/", "replace");
      show("This interview is not here", wrong("This interview is not here",
        "It was deleted, or it is kept in another browser. Nothing of it can be seen here."));
      list();
    } else unreadable(told);
  } catch (error) {
    console.error(error);
    if (method === "GET" && to.id !== null) unreadable({ id: to.id, why: last(error) });
    else warn(`The program failed, and nothing was changed: ${last(error)}`);
  }
}

function go(hash, entry) {
  if (hash === location.hash) return;
  history[entry === "push" ? "pushState" : "replaceState"](null, "", hash);
}

function last(error) {
  return String(error?.message ?? error).trim().split("\n").pop();
}

// ---- Showing --------------------------------------------------------------------------------------------------------

function show(title, body) {
  document.title = title;
  place.page.innerHTML = body;
  shown += 1;
  const inside = place.page.querySelector("header nav ul");
  if (inside !== null) {
    const item = element("li", "");
    item.append(element("a", "All interviews", { href: "#/" }));
    inside.append(item);
  }
  tell(title);
  window.scrollTo(0, 0);
  focus(place.page.querySelector("main [role=alert]") ?? place.page.querySelector("h1"));
}

function focus(element) {
  if (element === null) return;
  element.focus();
  if (document.activeElement === element) return;
  element.setAttribute("tabindex", "-1");
  element.focus();
}

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function wrong(title, text) {
  const main = element("main", "");
  const way = element("p", "");
  way.append(element("a", "To the beginning", { href: "#/" }));
  main.append(element("h1", title), element("p", text), way);
  return main.outerHTML;
}

// The interviews that are kept here, below the page that an interview is begun on.
function list() {
  place.page.querySelector(".kept-here")?.remove();
  const all = kept.list();
  const main = place.page.querySelector("main");
  if (all.length === 0 || main === null) return;
  const section = element("section", "", { class: "kept-here", "aria-labelledby": "kept-here" });
  const items = element("ul", "");
  for (const { id, name, answered, changed } of all) {
    const day = new Date(changed);
    const called = name || "Without a name";
    const when = Number.isNaN(day.valueOf()) ? "" : `, last changed ${day.toLocaleString()}`;
    const item = element("li", "");
    item.append(
      element("a", called, { href: within(id) }),
      `${answered} ${answered === 1 ? "answer" : "answers"}${when} `,
      element("a", "Delete", { href: `${within(id)}delete`, "aria-label": `Delete ${called}` }),
    );
    items.append(item);
  }
  section.append(element("h2", "Interviews kept in this browser", { id: "kept-here" }), items);
  main.append(section);
}

function unreadable({ id, why }) {
  const title = "This interview cannot be read";
  show(title, wrong(title, `What this browser keeps of it was changed, or is of another version of the program: ${why}`));
  const ways = element("p", "");
  const text = kept.read(id).text;
  for (const [called, work] of [
    ["Download what is kept", () => save({ file: "interview.json", type: "application/json", bytes: new Blob([text]) })],
    ["Delete it for good", () => { kept.remove(id); turn({ id: null, path: "" }, "GET", "push"); }],
  ]) {
    const button = element("button", called, { type: "button" });
    button.addEventListener("click", work);
    ways.append(button, " ");
  }
  place.page.querySelector("main").append(ways);
}

function save({ file, type, content, bytes }) {
  const link = element("a", "", { download: file });
  const made = URL.createObjectURL(new Blob([bytes ?? fromBase64(content)], { type }));
  link.href = made;
  link.click();
  setTimeout(() => URL.revokeObjectURL(made), 60_000);
  tell(`${file} is downloaded.`);
}

function fromBase64(text) {
  const signs = atob(text);
  const bytes = new Uint8Array(signs.length);
  for (let at = 0; at < signs.length; at += 1) bytes[at] = signs.charCodeAt(at);
  return bytes;
}

// ---- What a person does ---------------------------------------------------------------------------------------------

const MOST_BYTES = 4 * 1024 * 1024;  // no profile is so large, and what is larger is told by its beginning

async function sent(form, by) {
  const texts = {};
  const files = {};
  for (const [name, value] of new FormData(form, by)) {
    if (typeof value === "string") texts[name] = value;
    else if (value.name !== "" || value.size > 0) files[name] = { name: value.name, content: await asBase64(value) };
  }
  return [texts, files];
}

async function asBase64(file) {
  const bytes = new Uint8Array(await file.slice(0, MOST_BYTES).arrayBuffer());
  let signs = "";
  for (let at = 0; at < bytes.length; at += 32_768) signs += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(signs);
}

let reading = false;  // what is sent is put together, which takes its time where a file is read

document.addEventListener("submit", async (event) => {
  const action = event.submitter?.getAttribute("formaction") ?? event.target.getAttribute("action");
  if (!action?.startsWith("#/")) return;
  event.preventDefault();
  if (reading) return;
  reading = true;
  try {
    warnAway();
    if (event.target.method === "get") turn(route(action), "GET", "push");
    else turn(route(action), "POST", "push", ...(await sent(event.target, event.submitter)));
  } catch (error) {
    warn(`The file cannot be read: ${last(error)}`);
  } finally {
    reading = false;
  }
});

// What was wrong before need not be wrong any more.
function warnAway() {
  if (unkept.size === 0) warn("");
}

let before = 0;  // how many pages had been shown at the first of several clicks

document.addEventListener("click", (event) => {
  if (event.detail <= 1) before = shown;
  else if (shown !== before) {
    // The second of two clicks, which was meant for the page before.
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const link = event.target.closest?.("a[href]");
  const to = link?.getAttribute("href");
  if (!to?.startsWith("#") || event.defaultPrevented || event.button !== 0) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (!to.startsWith("#/")) {
    // A place in this page: what stands in the address leads to the page, and stays.
    const there = document.getElementById(decodeURIComponent(to.slice(1)));
    for (let fold = there?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    there?.scrollIntoView();
    focus(there);
    return;
  }
  turn(route(to), "GET", "push");
}, { capture: true });

addEventListener("popstate", () => turn(here(), "GET", "replace"));

// ---- Starting -------------------------------------------------------------------------------------------------------

const pause = () => new Promise((done) => setTimeout(done));

let reached = 0;

async function step(text, percent) {
  reached = Math.max(reached, percent);
  place.bar.value = reached;
  if (early === null) tell(`The program is starting: ${text}. You can read this page meanwhile.`, true);
  await pause();  // so that it is seen, and a person can go on meanwhile
}

async function part({ address: from, integrity, element: id }) {
  if (id !== undefined) {
    const held = document.getElementById(id);
    const bytes = fromBase64(held.textContent);
    held.remove();
    return bytes;
  }
  let answered;
  try {
    answered = await fetch(from, { integrity, credentials: "same-origin" });
  } catch (error) {
    throw new Error(`${from} cannot be loaded, or is another file than was built`);
  }
  if (!answered.ok) throw new Error(`${from} cannot be loaded (${answered.status})`);
  return new Uint8Array(await answered.arrayBuffer());
}

function unpacked(bytes) {
  return new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
}

async function runtime() {
  if (globalThis.pyodideLoader !== undefined) return [globalThis.pyodideLoader, globalThis.pyodideMachine];
  const [loader, machine] = await Promise.all(
    [setup.loader, setup.machine].map(({ address: from }) => import(new URL(from, document.baseURI).href)));
  return [loader.loadPyodide, machine.default];
}

async function start() {
  if (typeof WebAssembly !== "object" || typeof DecompressionStream !== "function") {
    throw new Error("this browser has no WebAssembly, or an old one; a newer browser is needed");
  }
  await step("its files are loaded", 5);
  let there = 0;
  const counted = (loading) => loading.then((it) => { there += 1; step("its files are loaded", 5 + 10 * there); return it; });
  const [wasm, library, packages, [loadPyodide, createPyodideModule]] = await Promise.all(
    [part(setup.wasm), part(setup.library), part(setup.packages), runtime()].map(counted));
  await step("Python starts", 45);
  const python = await started(loadPyodide, createPyodideModule, wasm, library);
  await step("the advisor is unpacked", 60);
  python.unpackArchive(packages, "zip", { extractDir: python.runPython("import site; site.getsitepackages()[0]") });
  await step("the advisor is loaded", 70);
  for (const [module, percent] of [["pydantic", 75], ["advisor.model.knowledge", 80], ["advisor.advisor", 85],
    ["advisor.web.host", 90]]) {
    python.runPython(`import ${module}`);
    await step("the advisor is loaded", percent);
  }
  const host = python.runPython("import advisor.web.host; advisor.web.host.begun()");
  answer = (text) => host.answer(text);
}

// The runtime asks for two of its files by their addresses. Both are here already, whole and checked.
async function started(loadPyodide, createPyodideModule, wasm, library) {
  const { fetch: ownFetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  let fail;
  const failed = new Promise((_, reject) => { fail = reject; });
  globalThis.fetch = async (from) => String(from?.url ?? from).endsWith(".wasm")
    ? new Response(unpacked(wasm), { headers: { "Content-Type": "application/wasm" } })
    : new Response(library);
  // Where the browser cannot compile it, the runtime would wait for ever.
  WebAssembly.instantiateStreaming = (...given) => instantiateStreaming.apply(WebAssembly, given).catch((error) => {
    fail(error);
    throw error;
  });
  try {
    return await Promise.race([failed, loadPyodide({
      createPyodideModule,
      indexURL: new URL(".", location.href).href,
      lockFileContents: setup.lock,
      env: { PYTHONDONTWRITEBYTECODE: "1", PYDANTIC_DISABLE_PLUGINS: "1", HOME: "/" },
    })]);
  } finally {
    globalThis.fetch = ownFetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
}

async function main() {
  if (here().id !== null) {
    const title = "Your interview is opened";
    document.title = title;
    place.page.innerHTML = `<main><h1>${title}</h1><p>It goes on where it stands as soon as the program runs.</p></main>`;
  } else list();
  try {
    await start();
  } catch (error) {
    console.error(error);
    place.host.classList.add("running");
    tell("The program could not be started.", true);
    warn(`The program could not be started: ${last(error)}.`);
    return;
  }
  place.host.classList.add("running");
  tell("The program runs.");
  if (early !== null) {
    const waiting = early;
    early = null;
    turn(...waiting);
  } else if (here().id !== null || here().path !== "") turn(here(), "GET", "replace");
}

main();

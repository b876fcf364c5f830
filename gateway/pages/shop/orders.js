// My orders, each with a strip that shows how far it has come. The strip knows it from the answers to X-Min-Version alone.
import { command, page, persist, Refusal } from "/assets/api.js";
import { set } from "/assets/dom.js";

const list = document.getElementById("order-list");
const pendingPlace = "chasqui.pending";
const shown = 20;
const entries = new Map(); // by id

let customer;
let tell = () => {};
let generation = 0; // of the customer: answers for an earlier one come too late

export const money = (minor) => (minor / 100).toFixed(2);

/** Shows the orders of this user from now on; null shows none. */
export async function showOrdersOf(user, news) {
  customer = user;
  tell = news;
  const mine = ++generation;
  entries.clear();
  list.replaceChildren();
  noteWhetherEmpty();
  if (!user) return;
  for (const waiting of pending()) {
    if (waiting.view.user === user.id) resume(waiting);
  }
  let newest = 0;
  while (mine === generation) {
    if (!document.hidden) newest = await refresh(mine, newest);
    await new Promise((go) => setTimeout(go, 3000));
  }
}

/** Reads the orders after an id; returns after which one to read the next time, so that all shown ones are read again. */
async function refresh(mine, after) {
  try {
    for (let next = `/api-queries/orders?user=${customer.id}&limit=200&after=${after}`; next; ) {
      const { rows, next: following } = await page(next);
      if (mine !== generation) return after;
      for (const view of rows.slice(-shown)) update(entryOf(view), view);
      next = following;
    }
    trim();
  } catch {
    // the next attempt is soon, and the strips tell of the trouble
  }
  return entries.size === 0 ? 0 : Math.min(...entries.keys()) - 1;
}

/** Orders some units; the market is empty for a product that is sold everywhere. */
export async function buy(product, quantity, market) {
  const clicked = Date.now();
  const entry = newEntry({ product: product.id, productName: product.name, quantity, value: product.value, state: "sending" });
  list.prepend(entry.item);
  noteWhetherEmpty();
  entry.steps = ["sending"];
  wait(entry, clicked);
  try {
    const request = {
      headers: { "X-Min-User-Version": "1", "X-Min-Product-Version": "1", Prefer: "wait=5" },
      body: { user: customer.id, product: product.id, quantity, ...(market && { market }) },
    };
    const { body } = await command("/api-commands/orders", request, (refusal) => trouble(entry, refusal));
    entries.get(body.id)?.item.remove(); // the list may have had it before
    entry.view = { ...entry.view, ...body };
    entries.set(body.id, entry);
    accepted(entry, "accepted", body.version, clicked);
  } catch (refusal) {
    end(entry, refusal, "not accepted");
  }
}

async function cancel(entry) {
  const clicked = Date.now();
  entry.cancelling = true;
  entry.steps = ["sending the cancel"];
  wait(entry, clicked);
  try {
    const { body } = await command(`/api-commands/orders/${entry.view.id}/cancel`, {}, (refusal) => trouble(entry, refusal));
    accepted(entry, "cancel accepted", body.version, clicked);
  } catch (refusal) {
    entry.cancelling = false;
    end(entry, refusal, "not cancelled");
  }
}

function accepted(entry, word, version, clicked) {
  entry.steps = [`${word} v${version}, ${Date.now() - clicked} ms`];
  announce(entry, `Order ${entry.view.id}: ${word}.`);
  remember({ view: entry.view, steps: entry.steps, cancelling: Boolean(entry.cancelling), clicked, version });
  follow(entry, clicked, version);
}

function resume({ view, steps, cancelling, clicked, version }) {
  follow(Object.assign(entryOf({ ...view, version: 0 }), { steps, cancelling }), clicked, version);
}

function follow(entry, clicked, version) {
  wait(entry, clicked);
  entry.follower = clicked; // a cancel takes over from a purchase
  reach(entry, clicked, version).catch((refusal) => end(entry, refusal, "not visible"));
}

/** Asks for the version after the one that is known, until the order has come to rest. */
async function reach(entry, clicked, version) {
  for (;;) {
    const request = { headers: { "X-Min-Version": `${version + 1}`, Prefer: "wait=5" } };
    const { body: view, headers } = await persist(`/api-queries/orders/${entry.view.id}`, request, (refusal) =>
      trouble(entry, refusal));
    if (entry.follower !== clicked) return;
    version = view.version;
    const rests = entry.cancelling ? ["cancelled", "failed"].includes(view.state) : view.state !== "processing";
    if (!rests) continue;
    const decided = entry.cancelling ? "" : `, ${Math.round(new Date(view.updatedAt) - new Date(view.placedAt))} ms`;
    entry.steps.push(`decided v${view.version}: ${view.state}${decided}`);
    entry.steps.push(`visible, ${Date.now() - clicked} ms, X-Cache ${headers.get("X-Cache") ?? "none"}`);
    end(entry);
    update(entry, view);
    announce(entry, `Order ${view.id} is ${view.state}.`);
    return;
  }
}

function wait(entry, since) {
  clearInterval(entry.clock);
  entry.since = since;
  entry.waits = true;
  entry.clock = setInterval(() => draw(entry), 1000);
  draw(entry);
}

function trouble(entry, refusal) {
  entry.trouble = refusal.kind === "replica-behind" ? "" : refusal.message;
  draw(entry);
}

function end(entry, refusal, word) {
  clearInterval(entry.clock);
  entry.waits = false;
  entry.trouble = "";
  if (entry.view.id) forget(entry.view.id);
  if (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    entry.steps = [word];
    entry.trouble = refusal.message;
    if (!entry.view.id) entry.view.state = "refused";
    announce(entry, `${word}: ${refusal.message}`);
  }
  draw(entry);
}

function announce(entry, text) {
  if (entry.item.isConnected) tell(text); // else somebody else shops here now
}

function entryOf(view) {
  if (!entries.has(view.id)) {
    const entry = newEntry(view);
    entries.set(view.id, entry);
    const older = [...list.children].find((item) => Number(item.dataset.order) < view.id);
    list.insertBefore(entry.item, older ?? null);
    noteWhetherEmpty();
    if (view.state === "processing" && view.version) follow(entry, Date.parse(view.placedAt), view.version);
  }
  return entries.get(view.id);
}

function newEntry(view) {
  const item = document.getElementById("order").content.cloneNode(true).firstElementChild;
  const strip = document.createElement("ol");
  strip.className = "strip";
  item.querySelector(".head").after(strip);
  const entry = { view, item, strip, steps: [] };
  item.querySelector("button").addEventListener("click", () => {
    item.focus(); // the button disappears
    cancel(entry);
  });
  return entry;
}

function update(entry, view) {
  if (view.version < (entry.view.version ?? 0)) return;
  entry.view = view;
  if (!entry.steps.length) entry.steps = [`${view.state} v${view.version}`];
  draw(entry);
}

function draw({ view, item, strip, steps, waits, since, trouble = "", cancelling }) {
  item.dataset.order = view.id ?? "";
  const lines = view.lines ?? [{ ...view, name: view.productName }]; // what was bought here has none yet
  const what = lines.map(({ quantity, name, product }) => `${quantity} × ${name ?? `product ${product}`}`).join(", ");
  set(item.querySelector("h3"), `${view.id ? `#${view.id} ` : ""}${what}, ${money(view.total ?? view.value * view.quantity)}`);
  const state = item.querySelector(".state");
  set(state, view.state);
  state.className = `state ${{ completed: "good", failed: "bad", refused: "bad" }[view.state] ?? "waiting"}`;
  const button = item.querySelector("button");
  button.hidden = !view.id || cancelling || !["processing", "completed"].includes(view.state);
  button.setAttribute("aria-label", `Cancel order ${view.id}`);
  set(item.querySelector(".trouble"), trouble || (view.state === "failed" ? view.reason ?? "" : ""));
  const seconds = Math.floor((Date.now() - since) / 1000);
  const texts = waits ? [...steps, seconds > 0 ? `waiting, ${seconds} s` : "waiting"] : steps;
  while (strip.children.length > texts.length) strip.lastChild.remove();
  texts.forEach((text, i) => {
    const step = strip.children[i] ?? strip.appendChild(document.createElement("li"));
    set(step, text);
    step.className = waits && i === steps.length ? "waiting" : "";
  });
}

function trim() {
  const ids = [...entries.keys()].sort((a, b) => b - a);
  for (const id of ids.slice(shown)) {
    const entry = entries.get(id);
    if (entry.waits) continue;
    entry.item.remove();
    entries.delete(id);
  }
}

function noteWhetherEmpty() {
  document.getElementById("no-orders").hidden = list.children.length > 0;
}

// What this tab has had accepted and not yet seen: after a reload it goes on waiting.
const pending = () => JSON.parse(sessionStorage.getItem(pendingPlace) ?? "[]");
const forget = (id) => sessionStorage.setItem(pendingPlace, JSON.stringify(pending().filter((one) => one.view.id !== id)));
function remember(one) {
  forget(one.view.id);
  sessionStorage.setItem(pendingPlace, JSON.stringify([...pending(), one]));
}

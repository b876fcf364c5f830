// The operator's console: the screens, who is let in, and a look at everything every two seconds.
import { token } from "/assets/api.js";
import { h, set, show } from "/assets/dom.js";
import * as books from "./books.js";
import * as deadLetters from "./dead-letters.js";
import * as logs from "./logs.js";
import * as map from "./map.js";
import { lookForTraces, news } from "./operator.js";
import * as orders from "./orders.js";
import * as readings from "./readings.js";
import * as services from "./services.js";
import * as subscription from "./subscription.js";

const screens = { map, orders, "dead-letters": deadLetters, books, services, logs, subscription };
const inMenu = Object.entries(screens).slice(0, 6);
const pause = 2000; // ms
const at = (id) => document.getElementById(id);

let name = null;
let query;
let seen; // what the screen has looked at for itself
let turn = 0; // of the screen: what was asked for an earlier one comes too late

function choose() {
  const [path, text = ""] = location.hash.slice(2).split("?");
  const next = screens[path] ? path : "map";
  const fresh = next !== name;
  name = next;
  query = new URLSearchParams(text);
  seen = null;
  turn++;
  set(at("title"), screens[name].title(query));
  document.title = `Chasqui: ${screens[name].title(query)}`;
  if (fresh) {
    show(at("screen"), h("p", {}, "Asking the services …"));
    if (location.hash) at("title").focus();
  } else {
    for (const field of at("screen").querySelectorAll("[name]")) field.value = query.get(field.name) ?? "";
  }
  look();
}

async function look() {
  const mine = turn;
  await readings.look();
  const [own] = letIn() ? await Promise.all([screens[name].look?.(query) ?? {}, lookForTraces()]) : [null];
  if (mine !== turn) return;
  seen = own;
  draw();
}

/** Whether the services take this caller; else the page asks who it is, or says what is wrong. */
function letIn() {
  const refusal = readings.refusal();
  if (refusal?.status === 401 && token.get()) {
    token.clear();
    news("The shop does not take this token, or it has ended.");
  }
  const asks = refusal?.status === 401 || (refusal?.status === 403 && token.get() !== null);
  at("token-form").hidden = !asks;
  at("forget").hidden = !token.get();
  const silent = readings.silent();
  set(at("trouble"), refusal?.status === 401 ? ""
    : refusal ? `${refusal.message}${asks ? " It must be an operator's." : ""}`
    : silent.length > 0 ? `${silent.join(", ")} ${silent.length === 1 ? "does" : "do"} not answer: what is shown there may be old or missing.` : "");
  return !asks && refusal?.status !== 403;
}

function draw() {
  const letters = readings.subscriptions().reduce((sum, { deadLetters: some = 0 }) => sum + some, 0);
  show(at("screens"), inMenu.map(([path, { title }]) =>
    h("a", { href: `#/${path}`, "aria-current": path === name && "page" }, title(), path === "dead-letters" && letters > 0 && ` (${letters})`)));
  show(at("screen"), seen && screens[name].draw(query, seen));
}

async function keepLooking() {
  if (!document.hidden) await look();
  setTimeout(keepLooking, pause);
}

at("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  token.set(at("token").value);
  at("token").value = "";
  news("");
  look();
});
at("forget").addEventListener("click", () => {
  token.clear();
  news("The token is forgotten.");
  look();
});
addEventListener("hashchange", () => {
  news("");
  choose();
});
addEventListener("acted", async () => {
  await look();
  if (document.activeElement === document.body) at("title").focus({ preventScroll: true }); // what had the focus is gone
});
document.addEventListener("visibilitychange", () => document.hidden || look());
choose();
setTimeout(keepLooking, pause);

// The storefront: who you are, the products, and buying. It uses the public interface and nothing else.
import { ask, command, page, Refusal, token } from "/assets/api.js";
import { set } from "/assets/dom.js";
import { buy, money, showOrdersOf } from "./orders.js";

const at = (id) => document.getElementById(id);
const userPlace = "chasqui.user";
const cards = new Map(); // by product
let user = null;
let pages = 1; // to read
let pagesRead = 0;
let inPages = new Set(); // products of the pages that were read

const news = (text) => set(at("news"), text);

// Who you are

async function begin() {
  user = null;
  at("token-form").hidden = true;
  try {
    await ask("/api-queries/users?limit=1");
    const id = token.claims().uid ?? sessionStorage.getItem(userPlace);
    if (id) user = (await ask(`/api-queries/users/${id}`)).body;
  } catch (refusal) {
    if (refusal.status === 401) {
      if (token.get()) news("The shop does not take this token, or it has ended.");
      token.clear();
      at("token-form").hidden = false;
    } else if (refusal.status !== 404 || token.claims().uid !== undefined) {
      news(refusal.message);
      setTimeout(begin, 3000);
    }
  }
  showWho();
}

function showWho() {
  const mustName = !user && at("token-form").hidden && token.claims().uid === undefined;
  at("name-form").hidden = !mustName;
  at("you").hidden = at("leave").hidden = !user;
  at("leave").hidden ||= token.claims().uid !== undefined;
  at("forget").hidden = !token.get();
  if (user) set(at("you"), `You are ${user.username}, user ${user.id}.`);
  showOrdersOf(user, news);
}

on("token-form", "submit", () => {
  token.set(at("token").value);
  at("token").value = "";
  news("");
  begin();
});

on("name-form", "submit", async () => {
  const username = at("name").value.trim();
  try {
    user = await userNamed(username);
    sessionStorage.setItem(userPlace, user.id);
    news(`You shop as ${user.username}.`);
    showWho();
    at("search").focus();
  } catch (refusal) {
    failed(refusal);
  }
});

async function userNamed(username) {
  try {
    return (await command("/api-commands/users", { body: { username } })).body;
  } catch (refusal) {
    if (refusal.kind !== "username-taken") throw refusal;
    const { rows } = await page(`/api-queries/users?username=${encodeURIComponent(username)}`);
    if (rows.length > 0) return rows[0];
    throw refusal; // new, and not visible yet
  }
}

on("leave", "click", () => {
  sessionStorage.removeItem(userPlace);
  user = null;
  showWho();
  at("name").focus();
});

on("forget", "click", () => {
  token.clear();
  sessionStorage.clear();
  news("The token is forgotten.");
  begin();
});

// Products

async function readProducts() {
  let next = "/api-queries/products?limit=200";
  const seen = [];
  const wanted = pages;
  for (let i = 0; i < wanted && next; i++) {
    const one = await page(next);
    seen.push(...one.rows);
    next = one.next;
  }
  pagesRead = wanted;
  inPages = new Set(seen.map(({ id }) => id));
  at("more").hidden = !next;
  for (const product of seen) show(product);
  await findByName();
}

/** Shows what the search finds; in the pages that are not read, it finds names. */
async function findByName() {
  const name = at("search").value.trim();
  if (name && !at("more").hidden) {
    const { rows } = await page(`/api-queries/products?limit=200&name=${encodeURIComponent(name)}`);
    for (const product of rows) show(product);
  }
  filter();
}

function show(product) {
  if (!cards.has(product.id)) cards.set(product.id, newCard(product));
  const card = cards.get(product.id);
  card.product = product;
  const part = (selector) => card.item.querySelector(selector);
  const name = titleOf(product);
  set(part("h3"), name);
  set(part(".description"), product.description ?? "");
  set(part(".price"), money(product.value));
  set(part(".stock"), stockOf(product));
  part(".stock").className = product.available ? "stock" : "stock bad";
  part("form").hidden = !isSold(product);
  showMarkets(part("select"), product.markets ?? []);
  part("button").setAttribute("aria-label", `Buy ${name}`);
}

const isSold = ({ onSale, markets }) => onSale && markets?.length !== 0;

function stockOf(product) {
  if (!isSold(product)) return "not on sale";
  return product.stock > 0 ? `${product.stock} in stock` : "sold out";
}

/** The markets of a product that is not sold everywhere: an order of it must name one. */
function showMarkets(select, markets) {
  select.parentElement.hidden = markets.length === 0;
  const shown = [...select.options].map(({ value }) => value);
  if (shown.join("\n") !== markets.join("\n")) select.replaceChildren(...markets.map((name) => new Option(name)));
}

// why: a name may consist of characters that show nothing, and a heading must not be empty
function titleOf(product) {
  return /[^\p{Z}\p{C}]/u.test(product.name) ? product.name : `#${product.id}`;
}

function newCard(product) {
  const item = at("product").content.cloneNode(true).firstElementChild;
  at("product-list").append(item);
  item.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!user) {
      news("Say first who you are.");
      document.querySelector("#token-form:not([hidden]) input, #name-form:not([hidden]) input")?.focus();
      return;
    }
    buy(cards.get(product.id).product, Number(item.querySelector("input").value), item.querySelector("select").value);
  });
  return { item, product };
}

function filter() {
  const words = at("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const { item, product } of cards.values()) {
    const text = `${product.id} ${product.name} ${product.description ?? ""}`.toLowerCase();
    item.hidden = !words.every((word) => text.includes(word)) || (words.length === 0 && !inPages.has(product.id));
    if (!item.hidden) found++;
  }
  const none = cards.size === 0 ? "There are no products yet. ./chasqui demo makes some."
    : at("more").hidden ? "Nothing found." : `No name has this, nor has a description of the first ${inPages.size} products.`;
  set(at("found"), found === 0 ? none : `${found} product${found === 1 ? "" : "s"}`);
}

on("search", "input", () => findByName().catch(failed));
on("more", "click", () => {
  if (pages > pagesRead) return; // it is on its way
  pages++;
  readProducts().catch(failed);
});

function on(id, event, act) {
  at(id).addEventListener(event, (happening) => {
    happening.preventDefault();
    act();
  });
}

function failed(refusal) {
  if (!(refusal instanceof Refusal)) throw refusal;
  news(refusal.message);
}

let trouble = null; // that the products could not be read
async function keepReading() {
  try {
    if (!document.hidden) await readProducts();
    if (at("news").textContent === trouble) news("");
    trouble = null;
  } catch (refusal) {
    trouble = refusal.message;
    failed(refusal);
  }
  setTimeout(keepReading, 3000);
}

begin();
keepReading();

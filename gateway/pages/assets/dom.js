// Elements from what is known. A page makes all of them anew, and brings what it shows in line: focus, typed text and open details stay.
const drawn = new Set(["svg", "path", "polyline"]);
const handlers = ["onclick", "oninput", "onsubmit"];

export function set(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** An element. Attributes that are null or false are left out, and so are such children; lists of children may be nested. */
export function h(name, attributes = {}, ...children) {
  const node = drawn.has(name) ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (handlers.includes(key)) node[key] = value;
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== false && child !== null && child !== undefined));
  return node;
}

/** Shows these children in a place, in what it shows already. Children with a data-key keep their element when others come and go. */
export const show = (place, ...children) => align(place, [...h("div", {}, ...children).childNodes]);

const keyOf = (node) => node?.dataset?.key;

function align(place, wanted) {
  const keys = new Set(wanted.map(keyOf));
  const shown = new Map([...place.children].filter(keyOf).map((child) => [keyOf(child), child]));
  for (const [key, child] of shown) if (!keys.has(key)) child.remove();
  wanted.forEach((node, i) => {
    const here = place.childNodes[i] ?? null;
    const old = keyOf(node) ? shown.get(keyOf(node)) : here;
    if (!old || old.nodeName !== node.nodeName || keyOf(old) !== keyOf(node)) {
      place.insertBefore(node, here);
      return;
    }
    if (old !== here) place.insertBefore(old, here);
    if (node.nodeType === Node.TEXT_NODE) set(old, node.data);
    else update(old, node);
  });
  while (place.childNodes.length > wanted.length) place.lastChild.remove();
}

function update(old, node) {
  for (const { name, value } of node.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) if (name !== "open" && !node.hasAttribute(name)) old.removeAttribute(name);
  for (const name of handlers) old[name] = node[name];
  align(old, [...node.childNodes]);
}

// Shows the AsyncAPI document and the schemas to which it refers: the streams, the types of their events, and the fields of each.
import { h, show } from "/assets/dom.js";

const file = async (name) => (await fetch(`/docs/events/${name}`)).json();

// Text with `code` in it.
const prose = (text) => text.split("`").map((part, at) => (at % 2 ? h("code", {}, part) : part));

function kindOf(field) {
  if ("const" in field) return `always ${JSON.stringify(field.const)}`;
  if (field.enum) return field.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (field.items?.properties) return `array of objects with ${Object.keys(field.items.properties).join(", ")}`;
  return [[field.type].flat().join(" or "), field.format].filter(Boolean).join(", ");
}

function table(schema, caption) {
  const rows = Object.entries(schema.properties).map(([name, field]) => h("tr", {},
    h("th", { scope: "row" }, h("code", {}, name)),
    h("td", {}, kindOf(field), !schema.required.includes(name) && "; may be missing"),
    h("td", {}, prose(field.description))));
  const head = h("tr", {}, ["Name", "Type", "What it says"].map((text) => h("th", { scope: "col" }, text)));
  return h("table", { "aria-label": caption }, h("thead", {}, head), h("tbody", {}, rows));
}

// What a type says about the fields of its kind, such as a state that is always the same.
function narrowed(data, more = {}) {
  const properties = Object.entries(data.properties).map(([name, field]) => [name, { ...field, ...more[name] }]);
  return { ...data, properties: Object.fromEntries(properties) };
}

async function message(type, { payload }) {
  const schema = await file(payload.$ref);
  const kind = await file(schema.allOf[0].$ref);
  return h("details", { id: type },
    h("summary", {}, h("code", {}, type), ` ${schema.description}`),
    h("p", {}, prose(`${kind.description}. What \`data\` holds:`)),
    table(narrowed(kind.properties.data, schema.properties.data?.properties), `The data of ${type}`),
    h("h3", {}, "Example"),
    h("pre", { tabindex: "0", "aria-label": `An example of ${type}` }, JSON.stringify(schema.examples[0], null, 2)),
    h("p", {}, h("a", { href: `/docs/events/${payload.$ref}`, "aria-label": `The schema of ${type}` }, "The schema")));
}

async function channel([name, { address, title, summary, parameters, messages }]) {
  const [[parameter, { description, examples }]] = Object.entries(parameters);
  return h("section", { "aria-labelledby": name },
    h("h2", { id: name }, title),
    h("p", {}, summary),
    h("p", {}, prose(`The key is \`${address}\`, for example \`${address.replace(`{${parameter}}`, examples[0])}\`. ${description}`)),
    await Promise.all(Object.entries(messages).map((entry) => message(...entry))));
}

const fill = (id, ...content) => show(document.getElementById(id), ...content);

try {
  const [api, envelope] = await Promise.all([file("asyncapi.json"), file("envelope.json")]);
  const channels = Object.entries(api.channels);
  const { headers } = api.components.messageTraits.entry;
  fill("about", api.info.description);
  fill("streams", channels.map(([name, { title }]) => h("a", { href: `#${name}` }, title)));
  fill("envelope-about", envelope.description);
  fill("envelope-fields", table(envelope, "The envelope"));
  fill("entry-about", prose(headers.description));
  fill("entry-fields", table(headers, "An element of the list"));
  fill("channels", await Promise.all(channels.map(channel)));
  fill("state");
} catch {
  fill("state", "✗ The document cannot be read. Load the page again.");
}

// Shows the AsyncAPI document and the schemas to which it refers: the streams, the types of their events, and the fields of each.
const file = async (name) => (await fetch(`/docs/events/${name}`)).json();

function element(name, content, attributes = {}) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...[content].flat());
  return made;
}

// Text with `code` in it.
const prose = (text) => text.split("`").map((part, at) => (at % 2 ? element("code", part) : part));

const show = (id, content) => document.getElementById(id).replaceChildren(...[content].flat());

function kindOf(field) {
  if ("const" in field) return `always ${JSON.stringify(field.const)}`;
  if (field.enum) return field.enum.map((value) => JSON.stringify(value)).join(" or ");
  return [[field.type].flat().join(" or "), field.format].filter(Boolean).join(", ");
}

function table(schema, caption) {
  const rows = Object.entries(schema.properties).map(([name, field]) => element("tr", [
    element("th", element("code", name), { scope: "row" }),
    element("td", kindOf(field) + (schema.required.includes(name) ? "" : "; may be missing")),
    element("td", prose(field.description)),
  ]));
  const head = element("tr", ["Name", "Type", "What it says"].map((text) => element("th", text, { scope: "col" })));
  return element("table", [element("thead", head), element("tbody", rows)], { "aria-label": caption });
}

// What a type says about the fields of its kind, such as a state that is always the same.
function narrowed(data, more = {}) {
  const properties = Object.entries(data.properties).map(([name, field]) => [name, { ...field, ...more[name] }]);
  return { ...data, properties: Object.fromEntries(properties) };
}

async function message(type, { payload }) {
  const schema = await file(payload.$ref);
  const kind = await file(schema.allOf[0].$ref);
  return element("details", [
    element("summary", [element("code", type), ` ${schema.description}`]),
    element("p", prose(`${kind.description}. What \`data\` holds:`)),
    table(narrowed(kind.properties.data, schema.properties.data?.properties), `The data of ${type}`),
    element("h3", "Example"),
    element("pre", JSON.stringify(schema.examples[0], null, 2), { tabindex: "0", "aria-label": `An example of ${type}` }),
    element("p", element("a", "The schema", { href: `/docs/events/${payload.$ref}`, "aria-label": `The schema of ${type}` })),
  ], { id: type });
}

async function channel([name, { address, title, summary, parameters, messages }]) {
  const [[parameter, { description, examples }]] = Object.entries(parameters);
  return element("section", [
    element("h2", title, { id: name }),
    element("p", summary),
    element("p", prose(`The key is \`${address}\`, for example \`${address.replace(`{${parameter}}`, examples[0])}\`. ${description}`)),
    ...await Promise.all(Object.entries(messages).map((entry) => message(...entry))),
  ], { "aria-labelledby": name });
}

try {
  const [api, envelope] = await Promise.all([file("asyncapi.json"), file("envelope.json")]);
  const channels = Object.entries(api.channels);
  const { headers } = api.components.messageTraits.entry;
  show("about", api.info.description);
  show("streams", channels.map(([name, { title }]) => element("a", title, { href: `#${name}` })));
  show("envelope-about", envelope.description);
  show("envelope-fields", table(envelope, "The envelope"));
  show("entry-about", prose(headers.description));
  show("entry-fields", table(headers, "An element of the list"));
  show("channels", await Promise.all(channels.map(channel)));
  show("state", "");
} catch {
  show("state", "✗ The document cannot be read. Load the page again.");
}

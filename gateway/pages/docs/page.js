// Swagger UI with the documents of the six services in its list. Nothing comes from elsewhere: neither scripts nor a validator.
const services = [
  "users-commands",
  "users-queries",
  "products-commands",
  "products-queries",
  "orders-commands",
  "orders-queries",
];

SwaggerUIBundle({
  dom_id: "#page",
  urls: services.map((name) => ({ name, url: `openapi/${name}.json` })),
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
  validatorUrl: "none",
  deepLinking: true,
  displayRequestDuration: true,
});

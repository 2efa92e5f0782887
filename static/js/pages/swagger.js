// Swagger UI over our schema. Who is signed in tries things out by the session, which needs its
// CSRF token; a token given under "Authorize" goes before it.
const place = document.querySelector('#swagger');
const { schema, csrf } = place.dataset;

window.SwaggerUIBundle({
  url: schema,
  domNode: place,
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  persistAuthorization: false, // a token stays in this page alone
  validatorUrl: null, // nobody else is asked
  requestInterceptor(request) {
    if (!('Authorization' in request.headers)) request.headers['X-CSRFToken'] = csrf;
    return request;
  },
});

// Swagger UI over our schema. Who is signed in tries things out by the session, which needs its
// CSRF token; a token given under "Authorize" goes before it.
const place = document.querySelector('#swagger');
const { schema, csrf } = place.dataset;

// The library's own filter compares tags only.
function opsFilter(tags, phrase) {
  const wanted = phrase.toLowerCase();
  const isFound = (one) => [
    one.get('path'), one.getIn(['operation', 'summary']), one.getIn(['operation', 'operationId']),
  ].some((text) => text?.toLowerCase().includes(wanted));
  return tags
    .map((tag) => tag.update('operations', (operations) => operations.filter(isFound)))
    .filter((tag) => tag.get('operations').size);
}

window.SwaggerUIBundle({
  url: schema,
  domNode: place,
  deepLinking: true,
  docExpansion: 'list',
  filter: true,
  plugins: [() => ({ fn: { opsFilter } })],
  onComplete() {
    place.querySelector('.operation-filter-input').placeholder = 'Filter operations'; // no translation: Swagger UI is in English
  },
  persistAuthorization: false, // a token stays in this page alone
  validatorUrl: null, // nobody else is asked
  requestInterceptor(request) {
    if (!('Authorization' in request.headers)) request.headers['X-CSRFToken'] = csrf;
    return request;
  },
});

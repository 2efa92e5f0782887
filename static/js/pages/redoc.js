// Redoc over our schema. It ends with a picture from its makers' server, which the page's policy
// forbids: it is not even asked for, so that the console stays clean for what matters.
const place = document.querySelector('#redoc');
const picture = HTMLImageElement.prototype;
const { setAttribute } = picture;
const { get, set } = Object.getOwnPropertyDescriptor(picture, 'src');
const isOurs = (address) => new URL(address, location.href).origin === location.origin;

picture.setAttribute = function setUnlessForeign(name, value) {
  if (name !== 'src' || isOurs(value)) setAttribute.call(this, name, value);
};
Object.defineProperty(picture, 'src', {
  get,
  set(value) {
    if (isOurs(value)) set.call(this, value);
  },
});

window.Redoc.init(place.dataset.schema, {}, place);

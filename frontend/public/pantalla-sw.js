// A television that starts before the network does still finds its page. Turns are never kept here.
const KEPT = 'pantalla'
const PAGE = '/pantalla/'
const PATIENCE = 5000

self.addEventListener('install', (event) => {
  event.waitUntil(
    fetch(PAGE, { cache: 'no-store' })
      .then(keep)
      .then(() => self.skipWaiting()),
  )
})
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (pathname.indexOf('/assets/') === 0) event.respondWith(asset(request))
})

// The newest page when there is a line, the last one otherwise.
function page(request) {
  const late = new Promise((_resolve, reject) => setTimeout(reject, PATIENCE))
  const fresh = fetch(request).then((response) => {
    if (!response.ok) throw response
    keep(response.clone()).catch(() => undefined)
    return response
  })
  return Promise.race([fresh, late]).catch(() => caches.match(PAGE).then((kept) => kept || fresh))
}

function asset(request) {
  return caches.match(request).then((kept) => kept || fetch(request))
}

// The page and what it is made of; what an older page was made of goes.
function keep(response) {
  if (!response.ok) return Promise.reject(response)
  const copy = response.clone()
  return response.text().then((text) => {
    const parts = (text.match(/(?:src|href)="(\/[^"]+)"/g) || []).map((part) => part.split('"')[1])
    return caches.open(KEPT).then((cache) =>
      cache
        .addAll(parts)
        .then(() => cache.put(PAGE, copy))
        .then(() => cache.keys())
        .then((keys) => Promise.all(keys.filter((key) => isOld(key, parts)).map((key) => cache.delete(key)))),
    )
  })
}

function isOld(key, parts) {
  const { pathname } = new URL(key.url)
  return pathname !== PAGE && parts.indexOf(pathname) < 0
}

/**
 * Opens `/m` where there is no network. It keeps the files of one build and the page, which says nothing of anybody; what a service answers it never keeps.
 * The build writes `files` in front of this, the page's own script first, so that another build is another worker.
 */
const page = '/m';
const kept = `m ${files[0]}`;
/** Some networks take in everything and give nothing back. */
const patienceMs = 4_000;

addEventListener('install', (event) => event.waitUntil(keep().then(() => skipWaiting())));
addEventListener('activate', (event) => event.waitUntil(tidy().then(() => clients.claim())));
addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.mode === 'navigate') {
    // Its scope is a beginning of addresses, which others have, too.
    if (pathname === page || pathname.startsWith(`${page}/`)) event.respondWith(show(event.request));
  } else if (pathname.startsWith('/console/')) event.respondWith(fileOf(event.request, pathname.includes('noto-sans-sc')));
});

async function keep() {
  const answer = await fetch(page, { cache: 'no-store', credentials: 'omit' });
  // For a moment two gateways may serve two builds.
  if (!answer.ok || !(await answer.clone().text()).includes(files[0])) throw new Error('the page is of another build');
  const cache = await caches.open(kept);
  await cache.addAll(files);
  await cache.put(page, answer);
}

/** A page of the build before may still be open and want a screen that it has not shown yet. */
async function tidy() {
  const builds = (await caches.keys()).filter((name) => name.startsWith('m '));
  await Promise.all(builds.slice(0, -2).map((name) => caches.delete(name)));
}

/** The font is kept as it is wanted: few devices need it. */
async function fileOf(request, isFont) {
  const found = await caches.match(request, { ignoreVary: true });
  if (found !== undefined) return found;
  const answer = await fetch(request);
  if (isFont && answer.ok) await (await caches.open(kept)).put(request, answer.clone());
  return answer;
}

/** What the network says, if it says something in time. */
async function show(request) {
  const asked = fetch(request);
  const answer = await Promise.race([asked, new Promise((resolve) => { setTimeout(resolve, patienceMs); })]).catch(() => undefined);
  if (answer !== undefined && answer.status < 500) return answer;
  const cache = await caches.open(kept);
  return (await cache.match(page)) ?? asked;
}

// Signs in with Clerk's own widget, then exchanges its short token for our session cookie.
const place = document.getElementById("clerk");
const problem = document.getElementById("clerk-problem");

async function exchange() {
  const token = await window.Clerk.session.getToken({ skipCache: true });
  const answer = await fetch("/auth/clerk/exchange", {
    method: "POST",
    headers: { Authorization: `Bearer ${token}` },
  });
  if (answer.status === 401) {
    await window.Clerk.signOut(); // this Clerk session is over for us: start a new one
    return false;
  }
  if (!answer.ok) throw new Error(`exchange answered ${answer.status}`);
  window.location.replace(place.dataset.next);
  return true;
}

async function start() {
  await window.Clerk.load({ ui: { ClerkUI: window.__internal_ClerkUICtor } });
  if (place.dataset.signedOut && window.Clerk.session) await window.Clerk.signOut();
  if (window.Clerk.session && (await exchange())) return;
  const here = new URL(window.location.href);
  here.searchParams.delete("signed-out");
  window.Clerk.mountSignIn(place, {
    forceRedirectUrl: here.pathname + here.search,
    signUpForceRedirectUrl: here.pathname + here.search,
  });
  window.Clerk.addListener(({ session }) => {
    if (session) exchange().catch(tell);
  });
}

function tell(error) {
  console.error(error);
  problem.hidden = false;
}

if (window.Clerk) start().catch(tell);
else tell(new Error("Clerk did not load"));

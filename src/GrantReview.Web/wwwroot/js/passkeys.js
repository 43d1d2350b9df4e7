// Passkeys: what the person's device answers goes into hidden fields of a form, which is posted like every other. Where the browser has none, or the address is not
// the one that passkeys are bound to, nothing is offered.

const encode = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
const decode = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));

export function offerPasskeys(within) {
  for (const offer of within.querySelectorAll('[data-passkeys]')) {
    if (!offer.hidden || !window.PublicKeyCredential || offer.dataset.passkeys !== location.hostname) continue;
    offer.hidden = false;
    const form = offer.querySelector('[data-passkey]');
    form?.addEventListener('submit', event => answer(form, event));
  }
}

/** The first press asks the device; its answer is submitted. */
async function answer(form, event) {
  const { state, credential } = form.elements;
  if (credential.value !== '') return;
  event.preventDefault();
  event.stopPropagation();
  const said = form.querySelector('[role=alert]');
  said.textContent = '';
  try {
    if (form.dataset.passkey === 'create') {
      credential.value = JSON.stringify(made(await navigator.credentials.create({ publicKey: read(form.dataset.options) })));
    } else {
      const asked = await (await fetch('/sign-in/passkey/challenge', { method: 'POST', body: new FormData(form) })).json();
      credential.value = JSON.stringify(made(await navigator.credentials.get({ publicKey: read(asked.options) })));
      state.value = asked.state;
    }
  } catch {
    // Turned back, too slow, none there, or no line: the device does not tell which.
    said.textContent = form.dataset.failed;
    return;
  }
  form.requestSubmit();
  credential.value = '';
}

function read(json) {
  const options = JSON.parse(json);
  options.challenge = decode(options.challenge);
  if (options.user) options.user.id = decode(options.user.id);
  for (const known of [...(options.allowCredentials ?? []), ...(options.excludeCredentials ?? [])]) known.id = decode(known.id);
  return options;
}

function made({ id, rawId, type, response }) {
  const { clientDataJSON, attestationObject, authenticatorData, signature, userHandle } = response;
  const parts = attestationObject ? { attestationObject } : { authenticatorData, signature, ...(userHandle && { userHandle }) };
  const encoded = Object.fromEntries(Object.entries({ clientDataJSON, ...parts }).map(([name, part]) => [name, encode(part)]));
  if (attestationObject) encoded.transports = response.getTransports?.() ?? [];
  return { id, rawId: encode(rawId), type, clientExtensionResults: {}, response: encoded };
}

offerPasskeys(document);

// Passkeys: asks the service for a challenge, the browser for an answer, and sends
// that with the form. What went wrong is said in the page.
"use strict";

(() => {
  const bytes = (text) => Uint8Array.from(
    atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const described = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const create = async (options) => {
    const made = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: described(options.excludeCredentials),
      },
    });
    const { response } = made;
    return answer(made, {
      attestationObject: text(response.attestationObject),
      transports: response.getTransports ? response.getTransports() : [],
    });
  };

  const get = async (options) => {
    const used = await navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: described(options.allowCredentials),
      },
    });
    const { response } = used;
    const handle = response.userHandle;
    return answer(used, {
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: handle && handle.byteLength ? text(handle) : null,
    });
  };

  const answer = (credential, response) => JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment || null,
    response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
  });

  // Why this page cannot ask at all.
  const obstacle = (origin) => {
    if (!origin) return "Passkeys cannot be used here: this service is reached under a number instead of a name.";
    if (location.origin !== origin) return `Passkeys work under one address only. Open ${origin} and go on there.`;
    if (!window.PublicKeyCredential || !navigator.credentials) {
      return "This browser cannot use passkeys. Take another browser, or another device of yours.";
    }
    return "";
  };

  const reason = (error, kind, took, timeout) => {
    switch (error.name) {
      case "InvalidStateError":
        return kind === "create"
          ? "This authenticator is registered for you already. Use another one."
          : "This authenticator cannot answer now. Try again.";
      case "NotAllowedError":
        return took >= timeout
          ? "It took too long. Try again when the authenticator is at hand."
          : "It was cancelled, or no fitting authenticator was found. Try again when you are ready.";
      case "AbortError":
        return "It was cancelled. Try again when you are ready.";
      case "NotSupportedError":
      case "ConstraintError":
        return "This authenticator cannot make a passkey of the kind that is needed. Use another one.";
      case "SecurityError":
        return "The browser refuses passkeys at this address.";
      case "ServiceError":
        return error.message;
      default:
        return "The browser could not use a passkey. Try again, or use another device.";
    }
  };

  const failure = (message) => Object.assign(new Error(message), { name: "ServiceError" });

  // Returns the options, or nothing when the service leads to another page.
  const begin = async (form) => {
    const token = form.elements.form_token.value;
    const response = await fetch(form.dataset.begin, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ form_token: token }),
    }).catch(() => { throw failure("The service cannot be reached. Try again in a moment."); });
    if (response.redirected) {
      location.assign(response.url);
      return null;
    }
    if (!response.ok) throw failure("This page is out of date. Load it again and repeat what you did.");
    return response.json();
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const kind = form.dataset.passkey;
    const button = form.querySelector("[data-passkey-button]");
    const alert = form.querySelector("[data-passkey-says]");
    const say = (message) => {
      alert.textContent = message;
      alert.hidden = !message;
    };
    const hindered = obstacle(form.dataset.origin);
    if (hindered) {
      say(hindered);
      return;
    }
    button.hidden = false;
    if (form.hasAttribute("data-focus")) button.focus();

    let under_way = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (under_way) return;
      under_way = true;
      say("");
      button.setAttribute("aria-busy", "true");
      const label = button.textContent;
      button.textContent = "Waiting for the authenticator …";
      let timeout = Infinity;
      let started = 0;
      try {
        const options = await begin(form);
        if (!options) return;
        timeout = options.timeout || Infinity;
        started = performance.now();
        form.elements.credential.value = await (kind === "create" ? create : get)(options);
        form.submit();
      } catch (error) {
        say(reason(error, kind, performance.now() - started, timeout));
        button.textContent = label;
        button.removeAttribute("aria-busy");
        under_way = false;
        button.focus();
      }
    });
    // A page that comes back from the browser's memory can be used again.
    window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  });
})();

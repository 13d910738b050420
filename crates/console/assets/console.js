// Small comforts on top of pages that work without script: showing a password,
// copying a text, sending a form once, local times, the time until codes change,
// pages that wait for something.
"use strict";

(() => {
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

  // [data-reveal="id"]: shows and hides the password field of that id.
  each("[data-reveal]", (button) => {
    const field = document.getElementById(button.dataset.reveal);
    if (!field) return;
    const name = (button.getAttribute("aria-label") || "").replace(/^Show /, "");
    const set = (shown) => {
      field.type = shown ? "text" : "password";
      button.textContent = shown ? "Hide" : "Show";
      button.setAttribute("aria-label", `${shown ? "Hide" : "Show"} ${name}`.trim());
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      set(field.type === "password");
      field.focus();
    });
    // A browser may offer to save what it sees as text, so it is sent as password.
    if (field.form) field.form.addEventListener("submit", () => set(false));
  });

  // [data-copy="text"] or [data-copy-from="id"]: copies, and says so.
  each("[data-copy], [data-copy-from]", (button) => {
    if (!navigator.clipboard) return;
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copyFrom || "");
      const text = source ? source.dataset.value || source.textContent : button.dataset.copy;
      try {
        await navigator.clipboard.writeText((text || "").trim());
        button.textContent = "Copied";
      } catch {
        button.textContent = "Copying failed";
      }
      setTimeout(() => { button.textContent = label; }, 2000);
    });
    button.setAttribute("aria-live", "polite");
  });

  // [data-print]: prints the page.
  each("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // Whoever comes back to a page that answered a form, or reloads it, gets the page
  // of that address: the form is not sent again, and nobody is asked whether to.
  history.replaceState(history.state, "", location.href);

  // Every form is sent once. A page that comes back from the browser's memory
  // can be sent again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach((button) => {
      button.disabled = true;
    }));
  });
  window.addEventListener("pageshow", () => each("form[data-sent]", (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button").forEach((button) => { button.disabled = false; });
  }));

  // <time>: the reader's own zone, as text where data-local asks for it, else as
  // the text that appears when one points at it.
  const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  each("time[datetime]", (element) => {
    const at = new Date(element.dateTime);
    if (Number.isNaN(at.getTime())) return;
    if ("local" in element.dataset) {
      element.title = element.textContent;
      element.textContent = moment.format(at);
    } else {
      element.title = moment.format(at);
    }
  });

  // [data-watch="address"]: opens the page anew when what the address says differs
  // from data-state. Without script the page says so and has a button.
  each("[data-watch]", (element) => {
    const look = async () => {
      if (document.hidden) return;
      try {
        const answer = await fetch(element.dataset.watch, { cache: "no-store" });
        const said = await answer.text();
        if (answer.ok && said !== element.dataset.state) window.location.assign(element.dataset.here);
      } catch { /* It is tried again. */ }
    };
    setInterval(look, 1500);
  });

  // [data-file-into="id"]: a chosen file becomes the content of a field. Without
  // script it is pasted.
  each("[data-file-into]", (element) => {
    const into = document.getElementById(element.dataset.fileInto);
    const file = element.querySelector("input");
    const says = element.querySelector("[data-file-says]");
    if (!into || !file || !says) return;
    element.hidden = false;
    file.addEventListener("change", async () => {
      const chosen = file.files[0];
      if (!chosen) return;
      says.hidden = chosen.size <= 512 * 1024;
      into.value = says.hidden ? await chosen.text() : "";
    });
  });

  // [data-tick="unix seconds of the server"]: how long the present code lasts.
  // The server's clock is shown, because it is the one that judges.
  each("[data-tick]", (element) => {
    const ahead = Number(element.dataset.tick) * 1000 - Date.now();
    const bar = element.querySelector("progress");
    const text = element.querySelector("span");
    if (!bar || !text || Number.isNaN(ahead)) return;
    const show = () => {
      const left = 30 - (Math.floor((Date.now() + ahead) / 1000) % 30);
      bar.value = left;
      text.textContent = `Codes change in ${left} s`;
    };
    show();
    element.hidden = false;
    setInterval(show, 1000);
  });
})();

//! The printable sheet: one self-contained HTML page with every entry's secret
//! and QR code. It loads nothing and runs nothing.

use data_encoding::BASE64;
use vault::Entry;
use vault::qr::Drawing;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::look::clean;

/// Pixels of a module; printers make their own of it.
const SCALE: u32 = 6;

const HEAD: &str = "<!doctype html>
<html lang=\"en\"><head><meta charset=\"utf-8\"><title>One-time code secrets</title>
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">
<style>
body { font: 11pt/1.4 sans-serif; margin: 1.5cm; color: #000; background: #fff }
section { display: flex; gap: 1cm; align-items: center; padding: .5cm 0;
  border-top: 1px solid #999; break-inside: avoid }
img { width: 4.5cm; image-rendering: pixelated }
h2 { font-size: 14pt; margin: 0 }
p { margin: .2cm 0 }
code { font: 11pt monospace; overflow-wrap: anywhere }
b { border: 2px solid #000; padding: 0 .2cm }
</style></head><body>
<h1>One-time code secrets</h1>
<p>Whoever has this sheet has every code on it. Keep it where you keep a passport, away from
the computer. Any authenticator scans the QR codes or takes the secrets typed in.</p>
";

/// Writes the page.
pub(crate) fn page(entries: &[Entry]) -> Result<Zeroizing<String>, Failure> {
    let mut page = Zeroizing::new(String::with_capacity(HEAD.len() + entries.len() * 4096));
    page.push_str(HEAD);
    for entry in entries {
        let otpauth = entry.otpauth();
        let drawing = Drawing::new(entry.expose_uri())
            .or_else(|_| Drawing::new(&otpauth.to_uri()))
            .map_err(|error| Failure::new(format!("{}: {error}", entry.name())))?;
        let picture = Zeroizing::new(BASE64.encode(&drawing.to_png(SCALE)?));
        let root = if entry.is_root() { " <b>ROOT</b>" } else { "" };
        page.push_str("<section><img alt=\"QR code\" src=\"data:image/png;base64,");
        page.push_str(&picture);
        page.push_str("\"><div>");
        page.push_str(&format!("<h2>{}{root}</h2>", escaped(entry.name())));
        let issuer = otpauth.issuer.as_deref().unwrap_or_default();
        page.push_str(&format!("<p>{} \u{b7} {}</p>", escaped(issuer), escaped(&otpauth.account)));
        page.push_str("<p><code>");
        page.push_str(&otpauth.seed.to_groups());
        page.push_str("</code></p>");
        page.push_str(&format!("<p>{}</p></div></section>\n", escaped(&shape(entry))));
    }
    page.push_str("</body></html>\n");
    Ok(page)
}

/// Says how codes are made of the secret.
fn shape(entry: &Entry) -> String {
    let otpauth = entry.otpauth();
    let algorithm = otpauth.algorithm.name();
    let length = match otpauth.digits {
        digits if digits.is_steam() => "a Steam code".to_owned(),
        digits => format!("{} digits", digits.count()),
    };
    match otpauth.kind {
        otp::Kind::Totp(period) => {
            format!("time-based, {length}, every {} seconds, {algorithm}", period.seconds())
        }
        otp::Kind::Hotp(counter) => {
            format!("counter-based, {length}, next counter {counter}, {algorithm}")
        }
    }
}

/// Makes foreign text harmless in HTML.
pub(crate) fn escaped(text: &str) -> String {
    clean(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

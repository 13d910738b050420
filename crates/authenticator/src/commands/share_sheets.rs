//! The sheets of a shared recovery key: one self-contained HTML file, a page for
//! each share. It loads nothing and runs nothing.

use data_encoding::BASE64;
use vault::qr::Drawing;
use vault::{Share, day};
use zeroize::Zeroizing;

use super::sheet::escaped;
use crate::failure::Failure;

/// Pixels of a module; printers make their own of it.
const SCALE: u32 = 6;

/// What a page to print begins with, up to its title and from there.
const HEAD: &str = "<!doctype html>
<html lang=\"en\"><head><meta charset=\"utf-8\"><title>";
const STYLE: &str = "</title>
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">
<style>
body { font: 11pt/1.45 sans-serif; margin: 1.5cm; color: #000; background: #fff }
section { break-after: page; max-width: 17cm; padding: .5cm 0 1.5cm; border-bottom: 1px dashed #999 }
section:last-child { break-after: auto; border: 0 }
img { width: 6cm; image-rendering: pixelated; display: block; margin: .6cm 0 }
h1 { font-size: 18pt; margin: 0 0 .2cm }
h2 { font-size: 12pt; margin: .6cm 0 .1cm }
p, ol { margin: .15cm 0 }
code { font: 12pt/1.6 monospace; overflow-wrap: anywhere }
small { color: #444 }
@media print { section { border: 0; padding: 0 } }
</style></head><body>
";

/// Writes a page for each share of the key with this name.
pub(crate) fn pages(
    shares: &[Share],
    name: &str,
    vault: &str,
    now: u64,
) -> Result<Zeroizing<String>, Failure> {
    let mut page = begin("Shares of a recovery key", shares.len());
    for share in shares {
        let line = share.expose();
        let (number, count, needed) = (share.number(), shares.len(), share.needed());
        page.push_str(&format!(
            "<section><h1>Share {number} of {count}</h1>\n<p>Any {needed} of these {count} shares together open the vault <b>{}</b>. This one alone says nothing about it.</p>\n",
            escaped(vault)
        ));
        pictured(&mut page, &line, "the share")?;
        page.push_str(&format!(
            "<h2>Keep it</h2>\n<p>Where you keep a passport, and apart from the other shares. You need no program and no account for that. Give it to nobody but the vault's owner, or those who act for them; ask them by voice.</p>\n<h2>Use it</h2>\n<ol><li>Bring {needed} shares together on a computer that you trust.</li>\n<li>Type them, or photograph the QR codes: <code>secondkey vault combine FILE FILE --output key.txt</code></li>\n<li>Set a new passphrase: <code>secondkey passphrase reset --recovery-key-file key.txt</code>, then remove key.txt.</li></ol>\n<p><small>{}, key ...{}, {}. Dashes, blanks and small letters do not matter when it is typed.</small></p></section>\n",
            escaped(name),
            share.fingerprint(),
            day(now),
        ));
    }
    page.push_str("</body></html>\n");
    Ok(page)
}

/// Begins a page to print with so many sheets.
pub(super) fn begin(title: &str, sheets: usize) -> Zeroizing<String> {
    let room = HEAD.len() + STYLE.len() + (sheets + 1) * 16_384;
    let mut page = Zeroizing::new(String::with_capacity(room));
    for part in [HEAD, title, STYLE] {
        page.push_str(part);
    }
    page
}

/// Draws the QR code of a secret line, with the line below it.
pub(super) fn pictured(page: &mut String, line: &str, what: &str) -> Result<(), Failure> {
    let picture = Zeroizing::new(BASE64.encode(&Drawing::new(line)?.to_png(SCALE)?));
    for part in ["<img alt=\"QR code of ", what, "\" src=\"data:image/png;base64,", &picture] {
        page.push_str(part);
    }
    page.push_str("\">\n<p><code>");
    page.push_str(&grouped(line));
    page.push_str("</code></p>\n");
    Ok(())
}

/// Sets a line in groups of five, which the eye can follow.
fn grouped(line: &str) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(line.len() * 2));
    for (index, c) in line.chars().enumerate() {
        if index > 0 && index % 5 == 0 {
            text.push(' ');
        }
        text.push(c);
    }
    text
}

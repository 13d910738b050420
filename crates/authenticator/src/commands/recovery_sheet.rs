//! A recovery key as a file: one line of text for programs, or one page to print (HTML)
//! with its QR code. The page loads nothing and runs nothing.

use std::path::Path;

use vault::{Key, day, write_new};
use zeroize::Zeroizing;

use super::share_sheets::{begin, pictured};
use super::sheet::escaped;
use crate::context::TYPE_BACK;
use crate::failure::Failure;

/// Is what a sheet says besides the key.
pub(super) struct About<'a> {
    /// What the key is called.
    pub(super) name: &'a str,
    /// The file name of the vault.
    pub(super) vault: &'a str,
    /// The day of printing, in Unix seconds.
    pub(super) now: u64,
}

/// Tells whether a file is to be a page.
pub(super) fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("html"))
}

/// Writes a key to a new file: a page where the name ends in `.html`, else a text.
pub(super) fn write(path: &Path, key: &Key, about: &About<'_>) -> Result<(), Failure> {
    let text = if is_page(path) { page(key, about)? } else { line(key) };
    Ok(write_new(path, text.as_bytes())?)
}

fn line(key: &Key) -> Zeroizing<String> {
    Zeroizing::new(format!(
        "# recovery key of a Secondkey vault; it opens the vault without the passphrase\n{}\n",
        *key.expose()
    ))
}

fn page(key: &Key, about: &About<'_>) -> Result<Zeroizing<String>, Failure> {
    let mut page = begin("Recovery key", 1);
    let vault = escaped(about.vault);
    page.push_str(&format!(
        "<section><h1>Recovery key</h1>\n<p>It opens the vault <b>{vault}</b> when the passphrase is forgotten, and it opens it for whoever finds it.</p>\n"
    ));
    pictured(&mut page, &key.expose(), "the recovery key")?;
    page.push_str(&format!(
        "<h2>Keep it</h2>\n<p>Where you keep a passport, away from the computer. Then type it back, so that you know that it is right: <code>{TYPE_BACK}</code></p>\n<h2>Use it</h2>\n<ol><li>The passphrase is forgotten: <code>secondkey passphrase reset</code> asks for this key and sets a new passphrase.</li>\n<li>Instead of typing, photograph the QR code: <code>--recovery-key-file PHOTO</code></li>\n<li>Without this program, put the key into a file: <code>age -d -i key.txt {vault}</code> shows everything. The file OPEN-ME.txt beside the vault says how to make codes of it.</li></ol>\n<p><small>{}, ...{}, {}. Blanks and small letters do not matter when it is typed.</small></p></section>\n</body></html>\n",
        escaped(about.name),
        key.public().fingerprint(),
        day(about.now),
    ));
    Ok(page)
}

//! Tables (RFC 4180) whose first line names the columns, in the words that
//! makers of tokens and directories use. Seeds stand in hexadecimal or base32.

use data_encoding::HEXLOWER_PERMISSIVE;
use otp::Seed;
use zeroize::Zeroizing;

use crate::read::{Raw, RawKind};
use crate::{Format, Limits, Refusal, Validity};

/// The most cells that a line is taken apart into.
const CELLS: usize = 64;

/// Is what a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Serial,
    Secret,
    Period,
    Digits,
    Algorithm,
    Maker,
    Model,
    Other,
}

impl Column {
    fn named(name: &str) -> Self {
        let plain: String =
            name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        match plain.as_str() {
            "serial" | "serialnumber" | "serialno" | "tokenserial" => Self::Serial,
            "secret" | "secretkey" | "seed" | "key" | "secretbase32" | "secrethex" | "seedhex" => {
                Self::Secret
            }
            "timeinterval" | "interval" | "period" | "timestep" => Self::Period,
            "digits" | "otplength" | "otpdigits" => Self::Digits,
            "algorithm" | "hash" | "hashfunction" => Self::Algorithm,
            "manufacturer" | "maker" => Self::Maker,
            "model" => Self::Model,
            _ => Self::Other,
        }
    }
}

/// Reads a table.
pub(crate) fn read(text: &str, limits: Limits) -> Result<(Format, Vec<Raw>), Refusal> {
    let mut rest = text;
    let mut line = 0;
    let head = row(&mut rest, &mut line)?.ok_or(Refusal::Unknown)?;
    let columns: Vec<Column> = head.iter().map(|name| Column::named(name)).collect();
    for needed in [Column::Serial, Column::Secret] {
        if columns.iter().filter(|column| **column == needed).count() != 1 {
            return Err(Refusal::Unknown);
        }
    }

    let mut found = Vec::new();
    loop {
        let number = line + 1;
        let Some(cells) = row(&mut rest, &mut line)? else { break };
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if found.len() == limits.tokens {
            return Err(Refusal::TooLarge(format!("{} tokens are taken at once", limits.tokens)));
        }
        if cells.len() != columns.len() {
            let (has, wants) = (cells.len(), columns.len());
            let what = format!("line {number} has {has} cells, the first line {wants}");
            return Err(Refusal::Damaged(what));
        }
        found.push(token(&columns, &cells, number)?);
    }
    Ok((Format::Csv, found))
}

fn token(columns: &[Column], cells: &[Zeroizing<String>], line: usize) -> Result<Raw, Refusal> {
    let cell = |wanted: Column| {
        let at = columns.iter().position(|column| *column == wanted)?;
        cells.get(at).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    };
    let serial = cell(Column::Serial)
        .ok_or_else(|| Refusal::Damaged(format!("line {line} has no serial number")))?;
    let fault = |what: &str| Refusal::Token { serial: serial.to_owned(), what: what.to_owned() };
    let secret = cell(Column::Secret).ok_or_else(|| fault("it has no secret"))?;
    let seed = secret_of(secret).ok_or_else(|| {
        fault("its secret is neither hexadecimal (32 to 128 digits) nor base32 (A-Z, 2-7)")
    })?;
    let owned = |column| cell(column).map(str::to_owned);
    Ok(Raw {
        serial: serial.to_owned(),
        seed,
        kind: RawKind::Totp,
        algorithm: owned(Column::Algorithm),
        digits: owned(Column::Digits),
        period: owned(Column::Period),
        drift: None,
        model: crate::pskc::model(cell(Column::Maker), cell(Column::Model)),
        validity: Validity::default(),
    })
}

/// Reads a secret. What could be both is taken for hexadecimal, which base32 is
/// by chance once in more than 2^40 seeds.
fn secret_of(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let is_hex = matches!(text.len(), 32..=128)
        && text.len().is_multiple_of(2)
        && text.bytes().all(|b| b.is_ascii_hexdigit());
    if is_hex {
        return HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok().map(Zeroizing::new);
    }
    let seed = Seed::from_base32(text).ok()?;
    Some(Zeroizing::new(seed.expose().to_vec()))
}

/// Takes one line off the text; `None` at its end. `line` counts line breaks.
fn row(rest: &mut &str, line: &mut usize) -> Result<Option<Vec<Zeroizing<String>>>, Refusal> {
    if rest.is_empty() {
        return Ok(None);
    }
    let begun = *line + 1;
    let mut cells = Vec::new();
    let mut cell = Zeroizing::new(String::new());
    let mut quoted = false;
    let mut characters = rest.char_indices().peekable();
    let mut end = rest.len();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' if quoted && matches!(characters.peek(), Some((_, '"'))) => {
                characters.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            '\n' if !quoted => {
                *line += 1;
                end = at + 1;
                break;
            }
            ',' | ';' | '\t' if !quoted => cells.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            _ => {
                *line += usize::from(c == '\n');
                cell.push(c);
            }
        }
        if cells.len() > CELLS {
            return Err(Refusal::Damaged(format!("line {begun} has more than {CELLS} cells")));
        }
    }
    if quoted {
        return Err(Refusal::Damaged(format!("a quote in line {begun} is never closed")));
    }
    cells.push(cell);
    *rest = rest.get(end..).unwrap_or_default();
    Ok(Some(cells))
}

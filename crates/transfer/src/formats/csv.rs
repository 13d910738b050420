//! Comma-separated values (RFC 4180).

use zeroize::Zeroizing;

/// Is a row of cells; they may hold secrets.
pub(crate) type Row = Vec<Zeroizing<String>>;

/// Reads all rows; `None` when a quote is not closed. Empty lines are dropped.
pub(crate) fn rows(text: &str) -> Option<Vec<Row>> {
    let mut rows = Vec::new();
    let mut row = Row::new();
    let mut cell = Zeroizing::new(String::new());
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            _ if quoted => cell.push(c),
            '"' if cell.is_empty() => quoted = true,
            ',' => row.push(std::mem::take(&mut cell)),
            '\n' | '\r' => {
                if !(row.is_empty() && cell.is_empty()) {
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                }
            }
            _ => cell.push(c),
        }
    }
    if quoted {
        return None;
    }
    if !(row.is_empty() && cell.is_empty()) {
        row.push(cell);
        rows.push(row);
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        let cells = |row: Row| row.iter().map(|cell| cell.to_string()).collect();
        rows(text).unwrap().into_iter().map(cells).collect()
    }

    #[test]
    fn quotes_commas_and_breaks_inside_cells() {
        assert_eq!(
            read("a,b\r\n\"x, \"\"y\"\"\",\"line\nbreak\"\r\n\r\n,\n"),
            [["a", "b"], ["x, \"y\"", "line\nbreak"], ["", ""]]
        );
        assert_eq!(read("a,b"), [["a", "b"]]);
        assert!(rows("a,\"b").is_none());
    }
}

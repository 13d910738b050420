//! The little of Markdown that the rules read: tables, and where links lead.

/// Returns the cells of each table row whose first cell is a name in backticks.
pub fn named_rows(text: &str) -> impl Iterator<Item = (&str, Vec<&str>)> {
    text.lines().filter_map(|line| {
        let inside = line.trim().strip_prefix('|')?.strip_suffix('|')?;
        let mut cells = inside.split('|').map(str::trim);
        let name = cells.next()?.strip_prefix('`')?.strip_suffix('`')?;
        Some((name, cells.collect()))
    })
}

/// Returns the targets of all links and pictures, with the line (from 1) that
/// each stands in; not those in code.
pub fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (line, number) in text.lines().zip(1..) {
        let start = line.trim_start();
        if start.starts_with("```") || start.starts_with("~~~") {
            fenced = !fenced;
        } else if !fenced {
            let prose = without_code(line);
            let inline = prose.split("](").skip(1).filter_map(|tail| tail.split(')').next());
            let defined = start
                .strip_prefix('[')
                .and_then(|tail| tail.split_once("]: "))
                .map(|(_, target)| target.trim());
            found.extend(
                inline
                    .chain(defined)
                    .filter_map(|target| target.split_whitespace().next())
                    .map(|target| (number, target.trim_matches(['<', '>']).to_owned())),
            );
        }
    }
    found
}

/// Blanks what stands between backticks.
fn without_code(line: &str) -> String {
    line.split('`')
        .zip([true, false].into_iter().cycle())
        .fold(String::new(), |prose, (piece, is_prose)| prose + if is_prose { piece } else { " " })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_rows() {
        let text = "| crate | floor |\n|---|---|\n| `a` | 1 | x | - |\n text | `b` |\n";
        let rows: Vec<_> = named_rows(text).collect();
        assert_eq!(rows, [("a", vec!["1", "x", "-"])]);
    }

    #[test]
    fn reads_links_outside_of_code() {
        let text = "See [a](a.md) and ![b](<b.png> \"c\"), `[d](d.md)`.\n```\n[e](e.md)\n```\n\
                    [f]: f.md#g\n";
        let want = [(1, "a.md"), (1, "b.png"), (5, "f.md#g")];
        assert_eq!(links(text), want.map(|(line, to)| (line, to.to_owned())));
    }
}

//! The QR code of an entry in half blocks, in the fullest form that fits.

use otp::Otpauth;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use vault::Entry;
use vault::qr::Drawing;
use zeroize::Zeroizing;

use super::text::wrapped;
use super::theme::Theme;
use crate::look::{Style, half_blocks};

pub(crate) const HINTS: [(&str, &str); 2] = [("i", "invert"), ("Esc", "back")];

/// The margin around the code, in modules: what readers want where there is room
/// for it, then half of that, then the least that they get along with.
const MARGINS: [u32; 3] = [Drawing::MARGIN, 2, 1];

/// Returns the QR code of an entry that fits into so many columns and lines,
/// with its margin: the URI as it is, then without what phones can do without.
fn fitting(entry: &Entry, columns: u16, lines: u16) -> Option<(Drawing, u32)> {
    let room = u32::from(columns).min(u32::from(lines) * 2);
    let fits = |drawing: Drawing| {
        MARGINS
            .into_iter()
            .find(|margin| side(&drawing, *margin) <= room)
            .map(|margin| (drawing, margin))
    };
    let full = entry.expose_uri();
    let drawn = Drawing::new(full).ok().and_then(fits);
    let brief = |otpauth: &Otpauth| {
        let uri = otpauth.to_uri();
        // The issuer stands in the label as well; its parameter can go.
        let (head, tail) = uri.split_once("&issuer=").unwrap_or((&uri, ""));
        let rest = tail.find('&').and_then(|at| tail.get(at..)).unwrap_or_default();
        let uri = Zeroizing::new(format!("{head}{rest}"));
        Drawing::smallest(&uri).ok().and_then(fits)
    };
    let named = || {
        let account = entry.name().replace(':', " ");
        brief(&Otpauth { issuer: None, account, ..entry.otpauth().clone() })
    };
    drawn
        .or_else(|| Drawing::smallest(full).ok().and_then(fits))
        .or_else(|| brief(entry.otpauth()))
        .or_else(named)
}

/// Returns the modules of a side with its margins. A code has an odd number; one
/// more, a light one, makes whole lines of them.
fn side(drawing: &Drawing, margin: u32) -> u32 {
    drawing.size() + 1 + 2 * margin
}

/// Draws the code in the middle of the area, or says what room it needs.
pub(crate) fn page(frame: &mut Frame<'_>, area: Rect, entry: &Entry, inverted: bool, theme: Theme) {
    let Some((drawing, margin)) = fitting(entry, area.width, area.height) else {
        let words = "This QR code needs a larger window, or a smaller font. As a picture: secondkey show-qr NAME --output FILE.png";
        let lines = wrapped(words, usize::from(area.width.saturating_sub(4)));
        for (line, y) in lines.into_iter().zip(area.y + 1..area.bottom()) {
            let place = Rect { x: area.x + 2, y, width: area.width.saturating_sub(4), height: 1 };
            frame.render_widget(Line::raw(line), place);
        }
        return;
    };
    let (plain, dark) = (Style { colour: false }, |x, y| drawing.is_dark(x, y));
    let text = half_blocks(plain, drawing.size() + 1, margin, inverted, dark);
    let side = u16::try_from(side(&drawing, margin)).unwrap_or(u16::MAX);
    let left = area.x + area.width.saturating_sub(side) / 2;
    let top = area.y + area.height.saturating_sub(side.div_ceil(2)) / 2;
    for (line, y) in text.lines().zip(top..area.bottom()) {
        let place = Rect { x: left, y, width: side.min(area.width), height: 1 };
        frame.render_widget(Line::styled(line.to_owned(), theme.paper()), place);
    }
}

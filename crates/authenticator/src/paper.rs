//! A QR code on the terminal: how much margin there is room for, which modules
//! are the filled ones, and what is said where a reader could have trouble.

use vault::qr::{Drawing, TooLong};

use crate::failure::Failure;
use crate::look::half_blocks;
use crate::output::Output;

/// The least margin, in modules, that readers get along with.
const LEAST_MARGIN: u32 = 1;

/// Is the room of a terminal; what it does not say is taken for plenty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// Characters of a line.
    pub(crate) columns: u32,
    /// Lines, the one of the prompt included.
    pub(crate) lines: u32,
}

/// Is a drawn code with the margin that it has room for, in modules.
pub(crate) struct Sheet {
    drawing: Drawing,
    margin: u32,
    room: Room,
}

impl Sheet {
    /// Draws a text for a terminal of this size. What can be seen at once comes
    /// before what is wide enough only, a wide margin before a narrow one, and
    /// strong error correction before a small square.
    pub(crate) fn new(text: &str, room: Room) -> Result<Self, TooLong> {
        let sheet = |drawing, margin| Self { drawing, margin, room };
        let margins = || (LEAST_MARGIN..=Drawing::MARGIN).rev();
        for fits in [Self::is_seen_whole, Self::is_narrow_enough] {
            for margin in margins() {
                for draw in [Drawing::new, Drawing::smallest] {
                    let one = sheet(draw(text)?, margin);
                    if fits(&one) {
                        return Ok(one);
                    }
                }
            }
        }
        Ok(sheet(Drawing::smallest(text)?, LEAST_MARGIN))
    }

    /// Modules of a side with its margins, which are the columns that it takes.
    fn side(&self) -> u32 {
        self.drawing.size() + 2 * self.margin
    }

    fn lines(&self) -> u32 {
        self.side().div_ceil(2)
    }

    fn is_narrow_enough(&self) -> bool {
        self.side() <= self.room.columns
    }

    /// Tells whether the code and the prompt below it fit.
    fn is_seen_whole(&self) -> bool {
        self.is_narrow_enough() && self.lines() < self.room.lines
    }

    /// Shows the code. With colour it is black on white whatever the terminal's
    /// colours are, and `inverted` is not heeded; without, its light modules are
    /// the filled ones, as is right where letters are light on dark, or its dark
    /// ones for the opposite. `command` is what to enter for another try, with
    /// `--invert` or `--output`.
    ///
    /// Fails where the lines of the terminal are too short, for a code that is
    /// broken into pieces can be read by nobody.
    pub(crate) fn show(
        &self,
        output: &Output,
        inverted: bool,
        command: &str,
    ) -> Result<(), Failure> {
        let style = output.style();
        let inverted = inverted && !style.colour;
        for line in self.remarks(style.colour || inverted, command)? {
            output.say(&line);
        }
        let dark = |x, y| self.drawing.is_dark(x, y);
        output.data(&half_blocks(style, self.drawing.size(), self.margin, inverted, dark))
    }

    /// Says what may keep a reader from reading; `sure` is who knows that light
    /// and dark are right.
    fn remarks(&self, sure: bool, command: &str) -> Result<Vec<String>, Failure> {
        let otherwise = format!("a larger window, a smaller font, or {command} --output FILE.png");
        let Room { columns, lines } = self.room;
        if !self.is_narrow_enough() {
            return Err(Failure::new(format!(
                "this QR code takes {} columns and the terminal has {columns}; it needs {otherwise}",
                self.side()
            )));
        }
        let mut remarks = Vec::new();
        if !self.is_seen_whole() {
            remarks.push(format!(
                "The code takes {} lines and the terminal has {lines}. To see it whole: {otherwise}",
                self.lines()
            ));
        } else if self.margin < Drawing::MARGIN {
            remarks.push(format!(
                "There is room for a margin of {} in place of {} modules only. Should a reader not see the code: {otherwise}",
                self.margin,
                Drawing::MARGIN
            ));
        }
        if !sure {
            remarks.push(format!(
                "Without colour, this is right where letters are light on dark. Where they are dark on light: {command} --invert"
            ));
        }
        Ok(remarks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A code of 41 modules with the error correction of its first choice, and
    /// of 37 in its smallest form.
    const TEXT: &str =
        "otpauth://totp/Amazon%20Web%20Services:alice@acme?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn sheet(columns: u32, lines: u32) -> (u32, u32) {
        let sheet = Sheet::new(TEXT, Room { columns, lines }).unwrap();
        (sheet.drawing.size(), sheet.margin)
    }

    #[test]
    fn a_wide_terminal_gives_the_margin_of_the_standard() {
        assert_eq!(sheet(u32::MAX, u32::MAX), (41, 4));
        assert_eq!(sheet(80, 26), (41, 4));
    }

    #[test]
    fn a_small_terminal_gets_what_is_seen_whole() {
        assert_eq!(sheet(80, 24), (37, 4));
        assert_eq!(sheet(80, 22), (37, 2));
        assert_eq!(sheet(40, 60), (37, 1));
    }

    #[test]
    fn where_no_margin_makes_it_low_enough_it_keeps_its_own() {
        assert_eq!(sheet(80, 10), (41, 4));
        assert_eq!(sheet(45, 10), (37, 4));
    }

    #[test]
    fn remarks_are_made_where_something_is_amiss() {
        let remarks = |columns, lines, sure| {
            let sheet = Sheet::new(TEXT, Room { columns, lines }).unwrap();
            sheet.remarks(sure, "show-qr x").map_err(|failure| failure.message)
        };
        assert!(remarks(80, 26, true).unwrap().is_empty());
        let [narrow] = &remarks(80, 22, true).unwrap()[..] else { panic!("one remark") };
        assert!(narrow.contains("margin of 2 in place of 4"), "{narrow}");
        let [tall, colour] = &remarks(80, 10, false).unwrap()[..] else { panic!("two remarks") };
        assert!(tall.contains("25 lines and the terminal has 10"), "{tall}");
        assert!(colour.ends_with("show-qr x --invert"), "{colour}");
        let refused = remarks(30, 60, true).unwrap_err();
        assert!(refused.contains("takes 39 columns and the terminal has 30"), "{refused}");
    }
}

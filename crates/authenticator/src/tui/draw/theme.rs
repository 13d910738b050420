//! How things are marked, with colour and without. Only the sixteen colours of
//! the terminal are used, so that its owner's light or dark palette decides;
//! nothing is said by colour alone.

use ratatui::style::{Color, Modifier, Style};

/// Is whether colours may be used; `NO_COLOR` forbids them.
#[derive(Clone, Copy)]
pub(crate) struct Theme {
    pub(crate) colour: bool,
}

#[expect(clippy::unused_self, reason = "whether a mark depends on colour is the theme's affair")]
impl Theme {
    fn with(self, colour: Color, otherwise: Modifier) -> Style {
        if self.colour { Style::new().fg(colour) } else { Style::new().add_modifier(otherwise) }
    }

    /// Marks what is a root user's.
    pub(crate) fn root(self) -> Style {
        let style = Style::new().add_modifier(Modifier::BOLD);
        if self.colour {
            style.fg(Color::White).bg(Color::Red)
        } else {
            style.add_modifier(Modifier::REVERSED)
        }
    }

    /// Marks where one stands.
    pub(crate) fn accent(self) -> Style {
        self.with(Color::Cyan, Modifier::BOLD)
    }

    /// Marks what matters most.
    pub(crate) fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Marks what matters least.
    pub(crate) fn faint(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// Marks what is running out, or wrong.
    pub(crate) fn urgent(self) -> Style {
        self.with(Color::Red, Modifier::BOLD).add_modifier(Modifier::BOLD)
    }

    /// Marks what went well.
    pub(crate) fn good(self) -> Style {
        self.with(Color::Green, Modifier::empty())
    }

    /// Marks the tab or choice that is taken.
    pub(crate) fn chosen(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// Marks a key among words.
    pub(crate) fn key(self) -> Style {
        self.accent().add_modifier(Modifier::BOLD)
    }

    /// Paints the paper of a QR code in the white and black that no palette
    /// changes; without colour the terminal's own.
    pub(crate) fn paper(self) -> Style {
        if self.colour {
            Style::new().fg(Color::Indexed(231)).bg(Color::Indexed(16))
        } else {
            Style::new()
        }
    }
}

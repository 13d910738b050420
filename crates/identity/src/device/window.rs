//! How many steps a code may lie before or after the device's own clock.

/// Is how many steps a code may lie either side of the one that the device's own clock
/// should show, when one code is checked. An operator chooses it; pairs of codes are
/// searched for in a window of their own.
///
/// Not 0: what a pair teaches of a clock may be one step off (its owner read the codes
/// off at once or waited for the second), and a person whose codes are all refused is
/// locked out. Not more than 2, which is what AWS has been seen to accept: what is off by
/// more is a clock, and a clock is learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeWindow(u8);

/// Says that a window is not 1 or 2 steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it must be 1 or 2 steps either side of the device's clock")]
pub struct AbsurdWindow;

impl CodeWindow {
    /// The narrowest: one step, as RFC 6238 (section 5.2) advises for the delay of the
    /// network.
    pub const NARROWEST: Self = Self(1);
    /// The widest: two steps, as AWS accepts.
    pub const WIDEST: Self = Self(2);

    /// Takes a number of steps.
    pub fn of_steps(steps: u64) -> Result<Self, AbsurdWindow> {
        let steps = u8::try_from(steps).map_err(|_| AbsurdWindow)?;
        let bounds = Self::NARROWEST.0..=Self::WIDEST.0;
        if bounds.contains(&steps) { Ok(Self(steps)) } else { Err(AbsurdWindow) }
    }

    /// Returns the number of steps either side.
    pub fn steps(self) -> u64 {
        self.0.into()
    }
}

/// One step: decision 4.
impl Default for CodeWindow {
    fn default() -> Self {
        Self::NARROWEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_or_two_steps_and_nothing_else() {
        for steps in [1, 2] {
            assert_eq!(CodeWindow::of_steps(steps).map(CodeWindow::steps), Ok(steps));
        }
        for absurd in [0, 3, 20, 256, 257, u64::MAX] {
            assert_eq!(CodeWindow::of_steps(absurd), Err(AbsurdWindow));
        }
        assert_eq!(CodeWindow::default().steps(), 1);
    }
}

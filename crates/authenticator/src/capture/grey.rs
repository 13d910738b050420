//! From colours to the grey values that readers of codes look at.

/// Returns the brightness of a colour, as the eye weighs it (ITU-R BT.601).
pub(crate) fn grey(red: u8, green: u8, blue: u8) -> u8 {
    let sum = 77 * u32::from(red) + 150 * u32::from(green) + 29 * u32::from(blue);
    u8::try_from(sum >> 8).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_is_white_and_green_is_lighter_than_blue() {
        assert_eq!((grey(255, 255, 255), grey(0, 0, 0)), (255, 0));
        assert!(grey(0, 255, 0) > grey(255, 0, 0) && grey(255, 0, 0) > grey(0, 0, 255));
    }
}

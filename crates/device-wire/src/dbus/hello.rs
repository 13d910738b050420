//! The first words on a connection: who asks, by the rights of the operating
//! system (SASL's mechanism EXTERNAL), which the bus checks by itself.

/// Returns what is sent first, for the user of this number.
pub fn authentication(user: u32) -> Vec<u8> {
    // The hexadecimal code of a digit is 3 and the digit.
    let digits: String = user.to_string().chars().flat_map(|digit| ['3', digit]).collect();
    format!("\0AUTH EXTERNAL {digits}\r\n").into_bytes()
}

/// Tells whether the bus has agreed, by the line that it answered.
pub fn accepted(line: &[u8]) -> bool {
    line.starts_with(b"OK ") && line.ends_with(b"\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_goes_as_hexadecimal_digits_of_its_digits() {
        assert_eq!(authentication(1000), b"\0AUTH EXTERNAL 31303030\r\n");
        assert!(accepted(b"OK 1234deadbeef\r\n"));
        assert!(!accepted(b"REJECTED EXTERNAL\r\n") && !accepted(b"OK 12"));
    }
}

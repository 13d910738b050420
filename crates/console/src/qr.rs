//! QR codes, drawn into the page: the secret in them goes to no other service
//! and into no address.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};
use service::ServiceError;

/// Light modules around the code (ISO/IEC 18004, section 6.3.8).
const QUIET_ZONE: usize = 4;

/// Draws a text as SVG: black on white in every colour scheme, since scanners
/// expect that. `name` is what a screen reader says.
pub(crate) fn svg(text: &str, name: &str) -> Result<String, ServiceError> {
    let code = QRBuilder::new(text)
        .ecl(ECL::M)
        .build()
        .map_err(|error| ServiceError::Fault(format!("a QR code failed: {error}")))?;
    let size = code.size + 2 * QUIET_ZONE;
    let mut path = String::new();
    for (y, row) in code.data.chunks(code.size).take(code.size).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a.value() == b.value()) {
            if run.first().is_some_and(|module| module.value()) {
                let (left, top, length) = (x + QUIET_ZONE, y + QUIET_ZONE, run.len());
                let drawn = write!(path, "M{left} {top}h{length}v1h-{length}z");
                drawn.map_err(|error| ServiceError::Fault(error.to_string()))?;
            }
            x += run.len();
        }
    }
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{name}" viewBox="0 0 {size} {size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{path}"/></svg>"##
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawn_without_style_and_with_a_quiet_zone() {
        let svg = svg("otpauth://totp/a?secret=AAAA", "QR code").unwrap();
        assert!(svg.contains(r#"aria-label="QR code""#) && !svg.contains("style"));
        // A finder pattern's first row begins right after the quiet zone.
        assert!(svg.contains(r##"fill="#000" d="M4 4h7v1h-7z"##));
    }

    #[test]
    fn what_is_too_long_is_refused() {
        assert!(svg(&"x".repeat(5000), "QR code").is_err());
    }
}

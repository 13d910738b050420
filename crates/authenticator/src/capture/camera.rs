//! QR codes before a camera. `ffmpeg` speaks with the camera and hands its
//! pictures over, so that no driver is linked into this program; nothing is
//! written to disk.

use std::io::{ErrorKind, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use vault::qr::{self, Picture};
use zeroize::Zeroizing;

use crate::failure::Failure;

/// The camera that is taken unless another one is named.
const CAMERA: &str = "/dev/video0";

/// How long is looked, in seconds of the camera's time, and how often a second.
const SECONDS: &str = "30";
const RATE: &str = "fps=4";

/// Ends the program that films, whatever happens.
struct Filming(Child);

impl Drop for Filming {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Looks through a camera, or at a film, until a QR code comes into view;
/// returns the texts of all codes that are in that picture, none after half a
/// minute without any.
pub(crate) fn codes(device: Option<&Path>) -> Result<Vec<Zeroizing<String>>, Failure> {
    let device = device.unwrap_or(Path::new(CAMERA));
    let data = std::fs::metadata(device).map_err(|error| {
        Failure::new(format!("there is no camera at {}: {error}", device.display()))
    })?;
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-loglevel", "error"]);
    if !data.is_file() {
        command.args(["-f", "v4l2"]);
    }
    command.arg("-i").arg(device).args(["-t", SECONDS, "-vf", RATE]);
    command.args(["-f", "image2pipe", "-c:v", "bmp", "-"]);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let child = child.map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::new("the camera needs ffmpeg (Debian: apt install ffmpeg)"),
        _ => Failure::new(format!("ffmpeg cannot be started: {error}")),
    })?;
    let mut filming = Filming(child);
    let Some(mut pictures) = filming.0.stdout.take() else { return Ok(Vec::new()) };
    let mut seen = false;
    while let Some(bytes) = next(&mut pictures)? {
        seen = true;
        let texts = qr::read(&Picture::decode(&bytes)?);
        if !texts.is_empty() {
            return Ok(texts);
        }
    }
    if seen {
        return Ok(Vec::new());
    }
    Err(Failure::new(format!("{} gives no pictures; is it in use?", device.display())))
}

/// Reads the next BMP file of a stream; its length stands in its head.
fn next(stream: &mut impl Read) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
    let mut head = [0; 6];
    match stream.read_exact(&mut head) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let [b'B', b'M', length @ ..] = head else {
        return Err(Failure::new("ffmpeg sent something else than pictures"));
    };
    let length = u64::from(u32::from_le_bytes(length));
    if length > Picture::MAX_FILE_BYTES {
        return Err(Failure::new("the camera's pictures are too large"));
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or_default()));
    bytes.extend_from_slice(&head);
    let rest = length.saturating_sub(6);
    let read = stream.take(rest).read_to_end(&mut bytes)?;
    Ok((read as u64 == rest).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_told_apart_by_their_lengths() {
        let mut stream: &[u8] =
            &[b"BM\x08\0\0\0ab".as_slice(), b"BM\x07\0\0\0c", b"BM\x09\0\0\0x"].concat();
        assert_eq!(next(&mut stream).unwrap().unwrap().as_slice(), b"BM\x08\0\0\0ab");
        assert_eq!(next(&mut stream).unwrap().unwrap().as_slice(), b"BM\x07\0\0\0c");
        assert!(next(&mut stream).unwrap().is_none(), "the last one was cut short");
        assert!(next(&mut stream).unwrap().is_none());
    }

    #[test]
    fn what_is_no_picture_or_a_huge_one_is_refused() {
        assert!(next(&mut b"PNG123".as_slice()).is_err());
        assert!(next(&mut b"BM\xff\xff\xff\xff".as_slice()).is_err());
    }
}

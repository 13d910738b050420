//! SNTP (RFC 4330, with the packet of RFC 5905): the question to a time server
//! and the judgement of its answer. Sockets and clocks are elsewhere.
//!
//! The question gives no time away: its transmit timestamp is a random number,
//! which the answer has to repeat, so that nobody who cannot see it can answer.

/// The length of a packet without extensions, in bytes.
pub const PACKET: usize = 48;

/// Seconds from 1900, where NTP's time begins, to 1970.
const TO_UNIX: i128 = 2_208_988_800;
/// Seconds of an era of NTP's time.
const ERA: i128 = 1 << 32;
const NANOS: i128 = 1_000_000_000;
/// A server that says it may be wrong by this many 65,536ths of a second knows
/// no time (RFC 5905, MAXDISP).
const MAX_DISPERSION: u32 = 16 << 16;

/// Is what an answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// By how many nanoseconds the local clock is behind the server's; negative
    /// where it is ahead.
    pub behind: i64,
    /// How long question and answer were under way, in nanoseconds; the truth
    /// lies within half of it.
    pub delay: u64,
    /// How far the server is from a reference clock: 1 to 15.
    pub stratum: u8,
}

/// Says why an answer tells no time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Fewer than [`PACKET`] bytes.
    #[error("it answered something that is not SNTP")]
    Short,
    /// It does not repeat the question's number: somebody else answered.
    #[error("it answered another question")]
    Stranger,
    /// It is no server's answer.
    #[error("it answered, but not as a server")]
    Mode,
    /// It asks to be left alone (RFC 5905, 7.4).
    #[error("it refuses to answer ({0})")]
    Kiss(String),
    /// It says itself that it does not know the time.
    #[error("it does not know the time itself")]
    Unsynchronized,
    /// Its timestamps contradict each other, or the time that passed here.
    #[error("its answer contradicts itself")]
    Impossible,
}

/// Writes the question: version 4, client, and a random number in the place of
/// the time at which it is sent.
pub fn question(nonce: u64) -> [u8; PACKET] {
    let mut packet = [0; PACKET];
    packet[0] = 0b00_100_011;
    packet[40..].copy_from_slice(&nonce.to_be_bytes());
    packet
}

/// Judges an answer. `sent` and `received` are the local times of question and
/// answer, in nanoseconds since 1970, on one clock that nobody set in between.
pub fn judge(answer: &[u8], nonce: u64, sent: i128, received: i128) -> Result<Sample, Fault> {
    let (packet, _) = answer.split_first_chunk::<PACKET>().ok_or(Fault::Short)?;
    let [first, stratum, ..] = *packet;
    // Before anything else: what a stranger says must have no effect at all.
    if word(packet, 24) != nonce {
        return Err(Fault::Stranger);
    }
    if first & 0b111 != 4 || !(1..=4).contains(&(first >> 3 & 0b111)) {
        return Err(Fault::Mode);
    }
    if stratum == 0 {
        return Err(Fault::Kiss(kiss(packet)));
    }
    let dispersion = u32::try_from(word(packet, 8) >> 32).unwrap_or(u32::MAX);
    if first >> 6 == 0b11 || stratum > 15 || dispersion >= MAX_DISPERSION {
        return Err(Fault::Unsynchronized);
    }
    let (arrived, left) = (word(packet, 32), word(packet, 40));
    if arrived == 0 || left == 0 {
        return Err(Fault::Unsynchronized);
    }
    let (arrived, left) = (unix_nanos(arrived), unix_nanos(left));
    let delay = (received - sent) - (left - arrived);
    if received < sent || left < arrived || delay < 0 {
        return Err(Fault::Impossible);
    }
    let behind = i128::midpoint(arrived - sent, left - received);
    Ok(Sample {
        behind: i64::try_from(behind).map_err(|_| Fault::Impossible)?,
        delay: u64::try_from(delay).map_err(|_| Fault::Impossible)?,
        stratum,
    })
}

/// Reads eight bytes as a number.
fn word(packet: &[u8; PACKET], at: usize) -> u64 {
    packet
        .get(at..)
        .and_then(|rest| rest.first_chunk::<8>())
        .map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

/// Turns NTP's timestamp into nanoseconds since 1970. Without the highest bit it
/// is of the era that begins in 2036 (RFC 4330, section 3).
fn unix_nanos(stamp: u64) -> i128 {
    let era = if stamp >> 63 == 1 { 0 } else { ERA };
    let seconds = i128::from(stamp >> 32) + era - TO_UNIX;
    let fraction = i128::from(stamp & 0xffff_ffff) * NANOS / ERA;
    seconds * NANOS + fraction
}

/// Reads the four letters that say why a server refuses; foreign text is not
/// repeated.
fn kiss(packet: &[u8; PACKET]) -> String {
    let letters = packet.get(12..16).unwrap_or_default();
    if letters.iter().all(u8::is_ascii_uppercase) {
        letters.iter().map(|&letter| char::from(letter)).collect()
    } else {
        "without saying why".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NONCE: u64 = 0x0123_4567_89ab_cdef;
    /// 2026-11-26 in nanoseconds.
    const NOW: i128 = 1_795_651_200 * NANOS;
    const MILLI: i128 = 1_000_000;

    fn stamp(unix_nanos: i128) -> [u8; 8] {
        let seconds = (unix_nanos.div_euclid(NANOS) + TO_UNIX) % ERA;
        let fraction = unix_nanos.rem_euclid(NANOS) * ERA / NANOS;
        u64::try_from(seconds << 32 | fraction).unwrap().to_be_bytes()
    }

    /// A good answer of a server whose clock shows these times.
    fn answer(arrived: i128, left: i128) -> [u8; PACKET] {
        let mut packet = [0; PACKET];
        packet[0] = 0b00_100_100;
        packet[1] = 2;
        packet[24..32].copy_from_slice(&NONCE.to_be_bytes());
        packet[32..40].copy_from_slice(&stamp(arrived));
        packet[40..].copy_from_slice(&stamp(left));
        packet
    }

    fn judged(packet: &[u8]) -> Result<Sample, Fault> {
        judge(packet, NONCE, NOW, NOW + 40 * MILLI)
    }

    #[test]
    fn offset_and_delay_are_those_of_rfc_4330() {
        // The server's clock is 42 s ahead; 15 ms there, 5 ms inside, 20 ms back.
        let there = NOW + 42 * NANOS + 15 * MILLI;
        let sample = judged(&answer(there, there + 5 * MILLI)).unwrap();
        assert_eq!(sample.delay / 1_000_000, 35);
        assert!((sample.behind - 42_000_000_000 + 2_500_000).abs() < 10, "{sample:?}");
        assert_eq!(sample.stratum, 2);
    }

    #[test]
    fn a_clock_may_be_decades_off_and_2036_is_no_end() {
        let later = 2_200_000_000 * NANOS;
        let sample = judged(&answer(later, later)).unwrap();
        assert_eq!(sample.behind / 1_000_000_000, 2_200_000_000 - 1_795_651_200 - 1);
    }

    #[test]
    fn the_question_is_a_clients_and_holds_the_number_only() {
        let packet = question(NONCE);
        assert_eq!(packet[0], 0x23);
        assert_eq!(packet[40..], NONCE.to_be_bytes());
        assert!(packet[1..40].iter().all(|&byte| byte == 0));
    }

    #[test]
    fn what_tells_no_time_is_told_apart() {
        let good = answer(NOW, NOW);
        let with = |change: &dyn Fn(&mut [u8; PACKET])| {
            let mut packet = good;
            change(&mut packet);
            judged(&packet).unwrap_err()
        };
        assert!(judged(&good).is_ok());
        assert_eq!(judged(&good[..47]), Err(Fault::Short));
        assert_eq!(judged(&[]), Err(Fault::Short));
        assert_eq!(with(&|p| p[31] ^= 1), Fault::Stranger);
        assert_eq!(with(&|p| p[0] = 0b00_100_011), Fault::Mode);
        assert_eq!(with(&|p| p[0] = 0b00_111_100), Fault::Mode);
        assert_eq!(with(&|p| p[0] |= 0b11_000_000), Fault::Unsynchronized);
        assert_eq!(with(&|p| p[1] = 16), Fault::Unsynchronized);
        assert_eq!(with(&|p| p[8..12].copy_from_slice(&[0xff; 4])), Fault::Unsynchronized);
        assert_eq!(with(&|p| p[40..].fill(0)), Fault::Unsynchronized);
        assert_eq!(with(&|p| p[32..40].fill(0)), Fault::Unsynchronized);
        // It says that it held the question for longer than we waited.
        assert_eq!(judged(&answer(NOW, NOW + NANOS)), Err(Fault::Impossible));
        assert_eq!(judged(&answer(NOW + NANOS, NOW)), Err(Fault::Impossible));
    }

    #[test]
    fn a_kiss_of_death_counts_from_the_server_only() {
        let mut kiss = answer(NOW, NOW);
        kiss[1] = 0;
        kiss[12..16].copy_from_slice(b"RATE");
        assert_eq!(judged(&kiss), Err(Fault::Kiss("RATE".to_owned())));
        kiss[12..16].copy_from_slice(b"\x1b[2J");
        assert!(matches!(judged(&kiss), Err(Fault::Kiss(why)) if !why.contains('\x1b')));
        kiss[24] ^= 1;
        assert_eq!(judged(&kiss), Err(Fault::Stranger));
    }

    proptest! {
        #[test]
        fn any_bytes_are_judged(mut bytes in proptest::collection::vec(any::<u8>(), 0..1500), ours in any::<bool>()) {
            if ours && bytes.len() >= PACKET {
                bytes[24..32].copy_from_slice(&NONCE.to_be_bytes());
                bytes[0] = 0b00_100_100;
            }
            let _ = judged(&bytes);
        }
    }
}

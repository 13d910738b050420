//! Doors for the fuzzer to parsers that are private otherwise. Only built with the
//! feature `fuzzing`.

use aws_wire::json;

use crate::account::{get_alternate_contact, get_contact_information};
use crate::cloudtrail::lookup_events;
use crate::paging;

/// Reads bytes as the body of LookupEvents.
pub fn lookup_events(body: &[u8]) {
    lookup_events::read(body);
}

/// Reads bytes as the body of the operations on contacts.
pub fn contacts(body: &[u8]) {
    for refused in [
        json::read::<get_alternate_contact::Asked>(body).err(),
        json::read::<get_contact_information::Asked>(body).err(),
    ] {
        assert!(refused.is_none_or(|error| error.status() == 400));
    }
}

/// Reads a text as a marker under a keyed hash that no text meets, and a place as the
/// marker that leads to it.
pub fn marker(text: &str, place: &str, mac: impl Fn(&[u8]) -> [u8; 32]) {
    assert!(paging::unseal(text, &mac).is_none(), "nobody has the key");
    let read = paging::unseal(&paging::seal(place, &mac), &mac);
    assert_eq!(read.as_deref(), Some(place), "what is written can be read");
}

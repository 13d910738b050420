//! What a report did not look at, in sentences: whoever reads that one loss is
//! survived must read that, too.

use access_graph::Findings;
use identity::device::expiry::ends_soon;

use super::Facts;
use super::load::OPEN;
use crate::notices::people;
use crate::users::administrators::{CHOSEN, OTHERS};

impl Facts {
    /// Says what the graph leaves out; nothing, if all is in it.
    pub(super) fn unseen(&self) -> Vec<String> {
        let mut unseen = Vec::new();
        if self.truncated {
            unseen.push(format!(
                "This account has more users than are looked at. The policies of {CHOSEN} \
                 administrators and of the first {OTHERS} users were read; whoever is beyond may \
                 be able to help, or to be misused by a thief."
            ));
        }
        if self.crowd > 0 {
            unseen.push(format!(
                "Of {OPEN} others it was looked at where their things are. Of {} more it counts \
                 only that they have a password and a second factor, though a thief may need less.",
                self.crowd
            ));
        }
        let owned = self.people.iter().flat_map(|person| &person.devices);
        for (name, expires) in owned.filter_map(|device| Some((&device.name, device.expires?))) {
            if ends_soon(expires, self.now) {
                unseen.push(format!(
                    "{name} is a way in today, and none after {}: its maker does not permit it to \
                     be used for longer.",
                    people(expires)
                ));
            }
        }
        unseen
    }

    /// Says the same of a report, with what its search leaves out.
    pub(super) fn unseen_in(&self, found: &Findings) -> Vec<String> {
        let mut unseen = self.unseen();
        unseen.extend(found.cut());
        unseen
    }
}

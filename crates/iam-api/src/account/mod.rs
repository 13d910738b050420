//! The operations of Account Management: the contacts, for reading.

pub(crate) mod get_alternate_contact;
pub(crate) mod get_contact_information;

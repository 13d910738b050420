//! What every request has at hand.

use std::net::IpAddr;

use service::Service;

/// Is the programs' door, ready to be routed. Cloning it is cheap.
#[derive(Clone)]
pub struct Door {
    service: Service,
}

impl Door {
    /// Puts the parts together.
    pub fn new(service: Service) -> Self {
        Self { service }
    }

    pub(crate) fn service(&self) -> &Service {
        &self.service
    }
}

/// Is who sends a request, as far as the network and trusted proxies tell. The
/// server puts it among the request's extensions.
#[derive(Clone, Copy, Debug)]
pub struct Sender {
    /// The address.
    pub address: IpAddr,
    /// Whether the request came over TLS.
    pub secure: bool,
}

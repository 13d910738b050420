//! What every request has at hand.

use std::net::IpAddr;
use std::sync::Arc;

use service::Service;
use service::audit::Site;

/// Is the programs' door, ready to be routed. Cloning it is cheap.
#[derive(Clone)]
pub struct Door {
    service: Service,
    site: Arc<Site>,
}

impl Door {
    /// Puts the parts together.
    pub fn new(service: Service) -> Self {
        Self { service, site: Arc::new(Site { console_url: String::new() }) }
    }

    /// Says where the console is, which events tell.
    #[must_use]
    pub fn beside(self, console_url: impl Into<String>) -> Self {
        Self { site: Arc::new(Site { console_url: console_url.into() }), ..self }
    }

    pub(crate) fn site(&self) -> &Site {
        &self.site
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

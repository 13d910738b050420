//! The console's own style sheet, script and icon, built into the program. Their
//! addresses carry a hash of their content, so that browsers may keep them.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::web::refusal::Refusal;

struct Asset {
    name: &'static str,
    kind: &'static str,
    content: &'static [u8],
}

static ASSETS: [Asset; 5] = [
    Asset {
        name: "console.css",
        kind: "text/css; charset=utf-8",
        content: include_bytes!("../assets/console.css"),
    },
    Asset {
        name: "picture.css",
        kind: "text/css; charset=utf-8",
        content: service::access::PICTURE_STYLE.as_bytes(),
    },
    Asset {
        name: "console.js",
        kind: "text/javascript; charset=utf-8",
        content: include_bytes!("../assets/console.js"),
    },
    Asset {
        name: "passkey.js",
        kind: "text/javascript; charset=utf-8",
        content: include_bytes!("../assets/passkey.js"),
    },
    Asset {
        name: "icon.svg",
        kind: "image/svg+xml",
        content: include_bytes!("../assets/icon.svg"),
    },
];

/// The hash of all assets together: one change gives all of them new addresses.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for asset in &ASSETS {
        hash.update(asset.content);
    }
    data_encoding::HEXLOWER.encode(hash.finalize().get(..8).unwrap_or_default())
});

/// Returns the address of an asset, for templates.
pub(crate) fn asset(name: &str) -> String {
    format!("/assets/{}/{name}", *VERSION)
}

/// Serves an asset.
pub(crate) async fn serve(Path((version, name)): Path<(String, String)>) -> Response {
    let found = ASSETS.iter().find(|asset| asset.name == name && version == *VERSION);
    match found {
        Some(asset) => {
            let headers = [
                (CONTENT_TYPE, asset.kind),
                (CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, asset.content).into_response()
        }
        None => Refusal::NoPage.into_response(),
    }
}
